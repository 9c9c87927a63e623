package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.util.List;

/// A kind of place where model files can be had; one small class per URI scheme.
public interface Source {
  List<String> schemes();

  /// Says which files the artifact has there. Moves no weights, unless the place cannot tell
  /// otherwise.
  Listing list(Artifact artifact, List<String> allow, SourceContext context)
      throws IOException, InterruptedException;
}
