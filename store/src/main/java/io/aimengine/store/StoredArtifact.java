package io.aimengine.store;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A model that is whole on this disk. `source` is the URI that it came from, `commit` the hub's
/// revision or "" where the source has none.
public record StoredArtifact(
    String id,
    String revision,
    String commit,
    String source,
    Path folder,
    List<StoredFile> files,
    long bytes,
    Instant cachedAt,
    Instant lastUsed) {
  public StoredArtifact {
    files = List.copyOf(files);
  }

  /// What an engine gets as its model: the file when there is just one, else the folder.
  public Path modelPath() {
    return files.size() == 1 ? folder.resolve(files.getFirst().path()) : folder;
  }

  public List<Path> paths() {
    return files.stream().map(f -> folder.resolve(f.path())).toList();
  }
}
