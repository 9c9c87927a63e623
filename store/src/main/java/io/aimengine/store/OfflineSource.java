package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.util.List;

/// Stands for sources that the user has switched off.
record OfflineSource(List<String> schemes, String variable) implements Source {
  OfflineSource {
    schemes = List.copyOf(schemes);
  }

  @Override
  public Listing list(Artifact artifact, List<String> allow, SourceContext context) {
    throw new StoreException(
        StoreCode.OFFLINE,
        artifact.uri() + " is not cached, and " + variable + " forbids to fetch it",
        "unset " + variable + ", or fetch it once where there is a network");
  }
}
