package io.aimengine.spec;

/// What is wanted, whatever dialect it was written in: every default filled in, no nulls. (The spec
/// helper adds resources, scaling, service, probes, cache, monitoring, security, image.)
public record EndpointSpec(
    String name, String namespace, ModelRef model, Wishes wishes, int replicas) {

  /// A Hugging Face id, with a revision or "".
  public record ModelRef(String id, String version, String revision) {}
}
