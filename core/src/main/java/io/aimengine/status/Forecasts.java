package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMEndpointStatus.Forecast;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Startup;
import io.aimengine.render.StartEstimate;
import io.aimengine.status.Observed.PodState;
import io.aimengine.status.Observed.Start;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a start that goes on will be over: as the last whole start of the same release, else as
/// estimated. It is decided when the start begins and counted from each step that was passed, so it
/// changes only when a step's seconds do.
final class Forecasts {
  private Forecasts() {}

  static Optional<Forecast> of(
      PodState pod, Optional<Startup> before, Optional<StartEstimate> estimate) {
    var start = pod.start();
    return before
        .filter(b -> pod.name().equals(b.pod()))
        .map(Startup::forecast)
        .or(() -> before.filter(b -> isOf(b, start.release())).flatMap(Forecasts::after))
        .or(() -> estimate.map(Forecasts::by))
        .map(expected -> from(start, expected));
  }

  private static boolean isOf(Startup startup, String release) {
    return !release.isEmpty() && Objects.equals(startup.release(), release);
  }

  /// From the node on: how long a replica waits for one tells nothing of the next.
  private static Optional<Forecast> after(Startup last) {
    if (!Starts.isWhole(last)) {
      return Optional.ofNullable(last.forecast());
    }
    var ready = number(last.readySeconds());
    var all = Math.max(ready, number(last.totalSeconds()) - number(last.scheduledSeconds()));
    return Optional.of(new Forecast(null, all - ready, ready, "as the last start: " + all + " s"));
  }

  private static Forecast by(StartEstimate estimate) {
    return new Forecast(
        null, seconds(estimate.fetch()), seconds(estimate.engine()), estimate.words());
  }

  /// Rates are whatever somebody states.
  private static int seconds(Duration duration) {
    return (int) Math.min(duration.toSeconds(), Integer.MAX_VALUE);
  }

  private static Forecast from(Start start, Forecast expected) {
    var running =
        start.running().or(() -> start.scheduled().map(at -> plus(at, expected.runningSeconds())));
    return new Forecast(
        running
            .map(at -> plus(at, expected.readySeconds()).truncatedTo(ChronoUnit.SECONDS).toString())
            .orElse(null),
        expected.runningSeconds(),
        expected.readySeconds(),
        expected.why());
  }

  private static Instant plus(Instant at, @Nullable Integer seconds) {
    return at.plus(Duration.ofSeconds(number(seconds)));
  }

  private static int number(@Nullable Integer seconds) {
    return seconds == null ? 0 : seconds;
  }
}
