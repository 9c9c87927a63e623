package io.aimengine.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/// Gives blobs their names, writes the manifest last, and keeps the index. Whoever changes what the
/// manifests say holds the store's lock.
final class Publisher {
  private final CacheLayout layout;
  private final Clock clock;

  Publisher(CacheLayout layout, Clock clock) {
    this.layout = layout;
    this.clock = clock;
  }

  ArtifactLock lock() throws IOException, InterruptedException {
    return ArtifactLock.acquire(layout.locks(), "store", clock.instant(), _ -> {});
  }

  /// Adds the files to what the revision already has. False when a blob went away meanwhile
  /// (another process removed a model that shares it): the caller fetches again.
  boolean publish(Manifest fresh) throws IOException, InterruptedException {
    try (var _ = lock()) {
      for (var file : fresh.files()) {
        if (!Files.isRegularFile(layout.blob(file.sha256()))) {
          return false;
        }
      }
      var folder = Durable.folder(layout.folder(fresh.id(), fresh.revision()));
      for (var file : fresh.files()) {
        link(layout.blob(file.sha256()), folder.resolve(file.path()));
      }
      var place = layout.manifest(fresh.id(), fresh.revision());
      var known =
          layout.manifests(fresh.id()).stream()
              .filter(m -> m.revision().equals(fresh.revision()))
              .findFirst();
      var whole = known.map(fresh::over).orElse(fresh);
      new HubFolder(layout).show(whole);
      Durable.write(place, Json.bytes(whole));
      CacheIndex.of(layout).write(layout);
      return true;
    }
  }

  /// A hard link, so that the folder can be mounted alone; a relative symbolic link where the file
  /// system has no hard links.
  static void link(Path blob, Path name) throws IOException {
    Durable.folder(Durable.parent(name));
    if (Files.exists(name) && Files.isSameFile(name, blob)) {
      return;
    }
    Files.deleteIfExists(name);
    try {
      Files.createLink(name, blob);
    } catch (UnsupportedOperationException | FileSystemException _) {
      Files.createSymbolicLink(name, Durable.parent(name).relativize(blob));
    }
  }
}
