package io.aimengine.store;

import java.util.List;

/// The files of an artifact at its source. `revision` names the folder they will live in, `commit`
/// is the exact version where the source has such a thing, else "".
public record Listing(String revision, String commit, List<RemoteFile> files) {
  public Listing {
    files = List.copyOf(files);
  }

  /// Sum of the known sizes.
  long bytes() {
    return files.stream().mapToLong(f -> Math.max(0, f.bytes())).sum();
  }
}
