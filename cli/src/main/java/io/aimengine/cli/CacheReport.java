package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.status.VolumeReport;
import io.aimengine.store.CachedModel;
import io.aimengine.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a command leaves behind for who started it: what it did, and what is in the cache now.
final class CacheReport {
  private CacheReport() {}

  /// As JSON into an existing or new file; `did` gets `volume`, where the cache can be read.
  static void write(App app, String file, ObjectNode did) {
    volume(app).ifPresent(seen -> did.set("volume", seen.json()));
    try {
      Files.writeString(app.directory().resolve(file), did.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<VolumeReport> volume(App app) {
    try {
      var stats = app.store().cache().stats();
      var byId = stats.models().stream().collect(Collectors.groupingBy(CachedModel::modelId));
      var models = byId.values().stream().map(CacheReport::model).toList();
      return Optional.of(
          VolumeReport.of(stats.totalSize() + stats.unfinishedSize(), stats.freeSize(), models));
    } catch (StoreException unread) {
      return Optional.empty(); // what was done is done, and is told
    }
  }

  private static VolumeReport.Model model(List<CachedModel> revisions) {
    var last =
        revisions.stream().map(r -> Instant.parse(r.lastUsed())).max(Comparator.naturalOrder());
    var uses = revisions.stream().mapToLong(CachedModel::accessCount).sum();
    return new VolumeReport.Model(revisions.getFirst().modelId(), last.orElseThrow(), uses);
  }
}
