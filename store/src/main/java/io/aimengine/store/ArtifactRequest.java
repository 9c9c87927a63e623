package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.util.List;

/// Wanted: the files of model `id`, from the first of `sources` that works. `allow` are shell
/// patterns over file names (`*.safetensors`); none means what a server needs to load the model.
/// What has more than `most` bytes, or does not say how many, is not fetched.
public record ArtifactRequest(String id, List<Artifact> sources, List<String> allow, long most) {
  private static final long ANY = Long.MAX_VALUE;

  public ArtifactRequest {
    sources = List.copyOf(sources);
    allow = List.copyOf(allow);
    ModelId.check(id);
    if (sources.isEmpty()) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          id + " has no source to fetch it from",
          "name one, as hf://org/name");
    }
  }

  public ArtifactRequest(String id, List<Artifact> sources, List<String> allow) {
    this(id, sources, allow, ANY);
  }

  public ArtifactRequest atMost(long bytes) {
    return new ArtifactRequest(id, sources, allow, bytes);
  }

  boolean isBounded() {
    return most != ANY;
  }

  public static ArtifactRequest of(String id, List<Artifact> sources) {
    return new ArtifactRequest(id, sources, List.of());
  }
}
