package io.aimengine.render;

import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How a pod ends: no new requests, the running ones to their end, then the engine.
final class Drain {
  /// Long answers of slow models take minutes; who needs more says so in its own annotation later.
  static final Duration LONGEST = Duration.ofMinutes(5);

  /// What the engine gets to stop once nothing runs.
  private static final Duration STOP = Duration.ofSeconds(30);

  private Drain() {}

  static Duration gracePeriod() {
    return LONGEST.plus(STOP);
  }

  /// Nothing when the engine has no metrics that say what runs.
  static Optional<Lifecycle> lifecycle(Rendering rendering) {
    var engine = rendering.launch().engine();
    var names =
        Stream.of("running", "waiting")
            .map(metric -> Optional.ofNullable(engine.metrics().get(metric)))
            .flatMap(Optional::stream)
            .toList();
    if (names.isEmpty()) {
      return Optional.empty();
    }
    var address = "http://127.0.0.1:" + rendering.launch().port() + engine.probe().metrics();
    var fixed =
        List.of("python3", "-I", "-c", Scripts.DRAIN, address, Long.toString(LONGEST.toSeconds()));
    return Optional.of(
        new LifecycleBuilder()
            .withNewPreStop()
            .withNewExec()
            .withCommand(Stream.concat(fixed.stream(), names.stream()).toList())
            .endExec()
            .endPreStop()
            .build());
  }
}
