package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.util.List;

/// Wanted: the files of model `id`, from the first of `sources` that works. `allow` are shell
/// patterns over file names (`*.safetensors`); none means what a server needs to load the model.
public record ArtifactRequest(String id, List<Artifact> sources, List<String> allow) {
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

  public static ArtifactRequest of(String id, List<Artifact> sources) {
    return new ArtifactRequest(id, sources, List.of());
  }
}
