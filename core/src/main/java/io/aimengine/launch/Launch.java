package io.aimengine.launch;

import io.aimengine.catalog.EngineVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How to start one engine: `command` is the engine's own argv, program first, as it runs on a host
/// (`vllm serve …`); `image` and `imageCommand` are what a container gets instead: `imageCommand`
/// is `command` less what the image's entrypoint already does, listening on all of the container's
/// interfaces. `image` is "" when none is known. Never carries a secret: `secrets` says which the
/// shell has to hand over.
public record Launch(
    EngineVersion engine,
    String image,
    boolean imageVerified,
    List<String> command,
    List<String> imageCommand,
    Map<String, String> env,
    List<SecretNeed> secrets,
    String host,
    int port,
    String servedModel,
    String modelPath) {
  public Launch {
    command = List.copyOf(command);
    imageCommand = List.copyOf(imageCommand);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
    secrets = List.copyOf(secrets);
  }
}
