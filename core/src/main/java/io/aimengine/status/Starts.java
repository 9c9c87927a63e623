package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMEndpointStatus.Startup;
import io.aimengine.status.Observed.PodState;
import io.aimengine.status.Observed.Start;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The seconds of the newest replica's start. A step that nobody saw has no seconds.
final class Starts {
  private Starts() {}

  static Optional<Startup> of(Observed observed, Optional<Startup> before) {
    return observed.pods().stream()
        .filter(pod -> pod.start().created().isPresent())
        .max(
            Comparator.comparing((PodState pod) -> pod.start().created().orElse(Instant.MIN))
                .thenComparing(PodState::name))
        .map(pod -> kept(pod, before).orElseGet(() -> startup(pod)));
  }

  /// A start that has ended is not told anew: a pod that drops out and comes back is none.
  private static Optional<Startup> kept(PodState pod, Optional<Startup> before) {
    return before.filter(b -> pod.name().equals(b.pod()) && b.readySeconds() != null);
  }

  private static Startup startup(PodState pod) {
    var start = pod.start();
    var going = start.ready().isEmpty();
    return new Startup(
        pod.name(),
        seconds(start.created(), start.scheduled()),
        seconds(start.scheduled(), start.running()),
        seconds(start.running(), start.ready()),
        start.running().isPresent() ? seconds(start.created(), start.ready()) : null,
        going ? readyBy(start) : null);
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
