package io.aimengine.launch;

import io.aimengine.catalog.EngineVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How to start one engine: `command` is the engine's own argv, program first, as it runs on a host
/// (`vllm serve …`); `image` and `imageCommand` are what a container gets instead (`imageCommand`
/// is "" less what the image's entrypoint already does). Never carries a secret.
public record Launch(
    EngineVersion engine,
    String image,
    boolean imageVerified,
    List<String> command,
    List<String> imageCommand,
    Map<String, String> env,
    String host,
    int port,
    String servedModel,
    String modelPath) {
  public Launch {
    command = List.copyOf(command);
    imageCommand = List.copyOf(imageCommand);
    env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
  }
}
