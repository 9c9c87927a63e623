package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMEndpointStatus.Startup;
import io.aimengine.render.StartEstimate;
import io.aimengine.status.Observed.PodState;
import io.aimengine.status.Observed.Start;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// The seconds of the newest replica's start. A step that nobody saw has no seconds.
final class Starts {
  private Starts() {}

  /// Without a replica the last whole start stays, from which the next one is forecast.
  static Optional<Startup> of(
      Observed observed, Optional<Startup> before, Optional<StartEstimate> estimate) {
    return observed.pods().stream()
        .filter(pod -> pod.start().created().isPresent())
        .max(
            Comparator.comparing((PodState pod) -> pod.start().created().orElse(Instant.MIN))
                .thenComparing(PodState::name))
        .map(pod -> kept(pod, before).orElseGet(() -> startup(pod, before, estimate)))
        .or(() -> before.filter(Starts::isWhole));
  }

  static boolean isWhole(Startup startup) {
    return startup.readySeconds() != null && startup.totalSeconds() != null;
  }

  /// A start that has ended is not told anew: a pod that drops out and comes back is none. What its
  /// engine wrote is read after its end.
  private static Optional<Startup> kept(PodState pod, Optional<Startup> before) {
    return before
        .filter(b -> pod.name().equals(b.pod()) && b.readySeconds() != null)
        .map(b -> pod.start().log().isEmpty() ? b : logged(b, pod.start().log()));
  }

  private static Startup startup(
      PodState pod, Optional<Startup> before, Optional<StartEstimate> estimate) {
    var start = pod.start();
    var going = start.ready().isEmpty();
    var fetched = start.fetched().map(Duration::toSeconds).map(Math::toIntExact).orElse(null);
    var startup =
        new Startup(
            pod.name(),
            start.release().isEmpty() ? null : start.release(),
            seconds(start.created(), start.scheduled()),
            without(seconds(start.scheduled(), start.running()), fetched),
            fetched,
            null,
            null,
            seconds(start.running(), start.ready()),
            start.running().isPresent() ? seconds(start.created(), start.ready()) : null,
            going ? readyBy(start) : null,
            going && !pod.ready() && !start.restarted()
                ? Forecasts.of(pod, before, estimate).orElse(null)
                : null);
    return logged(startup, start.log());
  }

  /// A figure of a log that is longer than the engine ran is none.
  private static Startup logged(Startup startup, StartLog log) {
    var most = startup.readySeconds() == null ? 0 : startup.readySeconds() + 1;
    var downloaded = whole(log.downloaded(), most);
    return new Startup(
        startup.pod(),
        startup.release(),
        startup.scheduledSeconds(),
        startup.pulledSeconds(),
        startup.downloadedSeconds() == null ? downloaded : startup.downloadedSeconds(),
        startup.loadedSeconds() == null ? whole(log.loaded(), most) : startup.loadedSeconds(),
        startup.compiledSeconds() == null ? whole(log.compiled(), most) : startup.compiledSeconds(),
        startup.readySeconds(),
        startup.totalSeconds(),
        startup.readyBy(),
        startup.forecast());
  }

  private static @Nullable Integer whole(OptionalDouble seconds, int most) {
    return seconds.isPresent() && seconds.getAsDouble() <= most
        ? Integer.valueOf((int) Math.round(seconds.getAsDouble()))
        : null;
  }

  private static @Nullable Integer without(@Nullable Integer seconds, @Nullable Integer part) {
    return seconds == null || part == null ? seconds : Integer.valueOf(Math.max(0, seconds - part));
  }

  private static @Nullable Integer seconds(Optional<Instant> from, Optional<Instant> to) {
    if (from.isEmpty() || to.isEmpty() || to.get().isBefore(from.get())) {
      return null;
    }
    return Math.toIntExact(Duration.between(from.get(), to.get()).toSeconds());
  }

  private static @Nullable String readyBy(Start start) {
    return start
        .running()
        .flatMap(running -> start.budget().map(running::plus))
        .map(limit -> limit.truncatedTo(ChronoUnit.SECONDS).toString())
        .orElse(null);
  }
}
