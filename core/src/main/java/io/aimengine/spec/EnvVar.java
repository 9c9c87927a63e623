package io.aimengine.spec;

/// An environment variable of the engine. A secret is never in here, only where it is kept.
public record EnvVar(String name, Source source) {

  /// Where the value comes from.
  public sealed interface Source {}

  /// Written in the manifest.
  public record Literal(String value) implements Source {}

  /// A key of a Secret; locally, the variable of the same name in our own environment.
  public record Secret(String name, String key, boolean optional) implements Source {}

  /// A key of a ConfigMap.
  public record ConfigMap(String name, String key, boolean optional) implements Source {}

  /// A field of the pod, such as `metadata.name`.
  public record Field(String path) implements Source {}

  /// A resource of the container, such as `limits.memory`.
  public record Resource(String resource) implements Source {}
}
