package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// The lock file of one stored revision: what was asked for, where it came from, and the exact
/// bytes that are here. It is written last, so an artifact with a manifest is whole. Times are ISO
/// 8601.
record Manifest(
    int version,
    String id,
    String revision,
    String commit,
    String source,
    List<Wish> wishes,
    List<StoredFile> files,
    String cachedAt) {

  /// A request that this revision answers: the source as asked for, and its file patterns.
  record Wish(Artifact artifact, List<String> allow) {
    Wish {
      allow = List.copyOf(allow);
    }
  }

  Manifest {
    wishes = List.copyOf(wishes);
    files = List.copyOf(files);
  }

  boolean answers(Wish wish) {
    return wishes.contains(wish);
  }

  long bytes() {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }

  /// This one's wishes and files, and those of `older` that this one does not replace.
  Manifest over(Manifest older) {
    var merged = new LinkedHashMap<String, StoredFile>();
    older.files.forEach(f -> merged.put(f.path(), f));
    files.forEach(f -> merged.put(f.path(), f));
    var asked = new ArrayList<>(older.wishes);
    wishes.stream().filter(w -> !asked.contains(w)).forEach(asked::add);
    return new Manifest(
        version, id, revision, commit, source, asked, List.copyOf(merged.values()), cachedAt);
  }
}
