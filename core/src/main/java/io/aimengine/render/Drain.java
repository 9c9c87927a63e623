package io.aimengine.render;

import io.aimengine.launch.Launches;
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

  /// What an engine that can be told waits for requests that came in meanwhile.
  static final Duration STOPPING = Duration.ofSeconds(30);

  /// What the engine gets to end its processes and free its devices.
  private static final Duration END = Duration.ofSeconds(30);

  /// Until nobody sends new requests to a pod that ends.
  private static final Duration LEAVING = Duration.ofSeconds(5);

  private Drain() {}

  /// All three, one after the other: then the node kills what is left.
  static Duration gracePeriod(Rendering rendering) {
    return LONGEST.plus(rendering.llamacpp() ? LEAVING : stopping(rendering)).plus(END);
  }

  /// As the engine was told, by us or by the manifest.
  private static Duration stopping(Rendering rendering) {
    var command = rendering.launch().imageCommand();
    var at = command.indexOf(Launches.STOPPING);
    return at < 0 || at + 1 >= command.size()
        ? Duration.ZERO
        : Duration.ofSeconds(seconds(command.get(at + 1)));
  }

  private static long seconds(String text) {
    return text.matches("[0-9]{1,5}") ? Long.parseLong(text) : 0;
  }

  /// llama.cpp ends what runs by itself, and its image has no Python. Nothing when an engine has no
  /// metrics that say what runs.
  static Optional<Lifecycle> lifecycle(Rendering rendering) {
    if (rendering.llamacpp()) {
      return Optional.of(
          new LifecycleBuilder()
              .withNewPreStop()
              .withNewSleep(LEAVING.toSeconds())
              .endPreStop()
              .build());
    }
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
