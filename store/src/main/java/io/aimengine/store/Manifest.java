package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.time.Instant;
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

  /// A request that this revision answers: the source as asked for, its file patterns, and the
  /// paths that they came to.
  record Wish(Artifact artifact, List<String> allow, List<String> paths) {
    Wish {
      allow = List.copyOf(allow);
      paths = List.copyOf(paths);
    }

    boolean asksTheSame(Artifact other, List<String> patterns) {
      return artifact.equals(other) && allow.equals(patterns);
    }
  }

  Manifest {
    wishes = List.copyOf(wishes);
    files = List.copyOf(files);
  }

  /// The files that answer such a request; empty when it was never asked.
  List<StoredFile> answer(Artifact artifact, List<String> allow) {
    return wishes.stream()
        .filter(w -> w.asksTheSame(artifact, allow))
        .findFirst()
        .map(w -> files.stream().filter(f -> w.paths().contains(f.path())).toList())
        .orElse(List.of());
  }

  /// This one, which also answers those of the artifacts whose files it has.
  Manifest answering(List<Artifact> artifacts) {
    var more = new ArrayList<>(wishes);
    for (var artifact : artifacts) {
      var named = files.stream().filter(f -> isPartOf(artifact, f)).map(StoredFile::path).toList();
      if (!named.isEmpty()) {
        more.add(new Wish(artifact, List.of(), named));
      }
    }
    return new Manifest(version, id, revision, commit, source, more, files, cachedAt);
  }

  /// For other machines: addresses without their queries, which may be signed.
  Manifest withoutSecrets() {
    var shown =
        wishes.stream()
            .map(w -> {
              var a = w.artifact();
              var uri = UrlPolicy.shown(a.uri());
              return new Wish(new Artifact(uri, a.bytes(), a.sha256()), w.allow(), w.paths());
            })
            .toList();
    return new Manifest(version, id, revision, commit, source, shown, files, cachedAt);
  }

  Manifest storedAt(Instant time) {
    return new Manifest(version, id, revision, commit, source, wishes, files, time.toString());
  }

  /// A pinned artifact is one file with just that digest.
  private boolean isPartOf(Artifact artifact, StoredFile file) {
    var uri = artifact.uri();
    if (!artifact.sha256().isEmpty()) {
      return artifact.sha256().equalsIgnoreCase(file.sha256());
    }
    if (uri.startsWith("hf://")) {
      var wanted = HubUri.parse(uri).files();
      return wanted.isEmpty() || new AllowPatterns(List.of(wanted)).allows(file.path());
    }
    return files.size() == 1 && uri.replaceAll("[?#].*", "").endsWith("/" + file.path());
  }

  long bytes() {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }

  /// This one's wishes and files, and those of `older` that this one does not replace.
  Manifest over(Manifest older) {
    var merged = new LinkedHashMap<String, StoredFile>();
    older.files.forEach(f -> merged.put(f.path(), f));
    files.forEach(f -> merged.put(f.path(), f));
    var asked = new ArrayList<>(wishes);
    older.wishes.stream()
        .filter(w -> wishes.stream().noneMatch(n -> n.asksTheSame(w.artifact(), w.allow())))
        .forEach(asked::add);
    return new Manifest(
        version, id, revision, commit, source, asked, List.copyOf(merged.values()), cachedAt);
  }
}
