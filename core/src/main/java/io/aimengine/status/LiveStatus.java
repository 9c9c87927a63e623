package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Metrics;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Scaling;
import io.aimengine.metrics.Latency;
import io.aimengine.metrics.Load;
import io.aimengine.scale.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of a status that moves with the load, so written sparingly: at most once a minute, and
/// only when a figure is in another bucket. Another number of replicas, or a wish that begins or
/// ends to be refused, is told at once. `since` is when this was told.
public record LiveStatus(@Nullable Scaling scaling, @Nullable Metrics metrics, Instant since) {
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final double[] STEPS = {1, 2, 5, 10};

  /// What a status tells already, as an operator finds it that has not looked yet.
  public static LiveStatus of(Optional<AIMEndpointStatus> status) {
    return new LiveStatus(
        status.map(AIMEndpointStatus::scaling).orElse(null),
        status.map(AIMEndpointStatus::metrics).orElse(null),
        Instant.EPOCH);
  }

  /// What to tell after a look; this very object when it is to stay. `decision` is empty where the
  /// operator does not scale.
  public LiveStatus then(Load load, Optional<Decision> decision, Instant now) {
    var decided = decision.map(this::decided).orElse(null);
    var news =
        !Objects.equals(wanted(decided), wanted(scaling)) || refuses(decided) != refuses(scaling);
    if (!news && now.isBefore(since.plus(LEAST))) {
      return this;
    }
    var figures = figures(load);
    return !news && Objects.equals(decided, scaling) && Objects.equals(figures, metrics)
        ? this
        : new LiveStatus(decided, figures, now);
  }

  /// As long as nothing changes, the reason for the last change is told.
  private Scaling decided(Decision decision) {
    var before = scaling;
    var same = before != null && Objects.equals(before.wanted(), decision.replicas());
    var why =
        before != null && same && decision.refused().isEmpty() ? before.why() : decision.why();
    return new Scaling(decision.replicas(), why, decision.refused().orElse(null));
  }

  private static @Nullable Integer wanted(@Nullable Scaling scaling) {
    return scaling == null ? null : scaling.wanted();
  }

  private static boolean refuses(@Nullable Scaling scaling) {
    return scaling != null && scaling.refused() != null;
  }

  private static @Nullable Metrics figures(Load load) {
    return load.replicas() == 0
        ? null
        : new Metrics(
            load.timeToFirstToken().map(Latency::p50).map(s -> bucket(s * 1e3)).orElse(null),
            load.requestsPerSecond().map(LiveStatus::bucket).orElse(null),
            null,
            null,
            null,
            load.kvUse().map(LiveStatus::tenth).orElse(null));
  }

  /// The next of …, 0.1, 0.2, 0.5, 1, 2, 5, 10, … on a logarithmic scale.
  static double bucket(double value) {
    if (value <= 0) {
      return 0;
    }
    var digits = (int) Math.floor(Math.log10(value));
    var first = value / Math.pow(10, digits);
    var best = STEPS[0];
    for (var step : STEPS) {
      best = Math.abs(Math.log(step / first)) < Math.abs(Math.log(best / first)) ? step : best;
    }
    return digits < 0 ? best / Math.pow(10, -digits) : best * Math.pow(10, digits);
  }

  private static double tenth(double share) {
    return Math.rint(share * 10) / 10;
  }
}
