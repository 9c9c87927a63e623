package io.aimengine.store;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The content of `index.json`, keyed by model id. It only repeats what the manifests say, so it
/// can be made anew from the disk at any time.
record CacheIndex(int version, Map<String, Entry> models) {

  /// One model: the figures of all its revisions, and the newest one's place.
  record Entry(
      boolean cached,
      String cachePath,
      String commitHash,
      String cachedAt,
      long size,
      List<Revision> revisions) {}

  /// One stored revision.
  record Revision(
      String revision, String commit, String source, String cachedAt, long size, int files) {}

  static CacheIndex of(CacheLayout layout) throws IOException {
    var byId = new LinkedHashMap<String, List<Manifest>>();
    for (var manifest : layout.manifests()) {
      byId.computeIfAbsent(manifest.id(), _ -> new java.util.ArrayList<>()).add(manifest);
    }
    var models = new java.util.TreeMap<String, Entry>();
    byId.forEach((id, manifests) -> models.put(id, entry(layout, id, manifests)));
    return new CacheIndex(1, models);
  }

  private static Entry entry(CacheLayout layout, String id, List<Manifest> manifests) {
    var newest = manifests.stream().max(Comparator.comparing(Manifest::cachedAt)).orElseThrow();
    return new Entry(
        true,
        layout.folder(id, newest.revision()).toString(),
        newest.commit(),
        newest.cachedAt(),
        manifests.stream().mapToLong(Manifest::bytes).sum(),
        manifests.stream()
            .map(m ->
                new Revision(
                    m.revision(),
                    m.commit(),
                    m.source(),
                    m.cachedAt(),
                    m.bytes(),
                    m.files().size()))
            .toList());
  }

  void write(CacheLayout layout) throws IOException {
    Durable.write(layout.index(), Json.bytes(this));
  }
}
