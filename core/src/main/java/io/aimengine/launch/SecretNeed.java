package io.aimengine.launch;

/// A secret that the engine needs and the shell hands over when it starts: where it is found and
/// how it is passed, never the value.
public sealed interface SecretNeed {
  /// The environment variable of aim-engine that holds the value.
  String source();

  /// Passed as the environment variable `variable` of the engine (in a container by a 0600 env
  /// file). Not `required`: left out when the source is not set.
  record InEnvironment(String variable, String source, boolean required) implements SecretNeed {}

  /// Passed in a file of mode 0600 that the shell writes to `path` before the start: `prefix`, the
  /// value as a JSON string, a newline. A container sees it at `imagePath`.
  record InFile(String path, String imagePath, String prefix, String source)
      implements SecretNeed {}
}
