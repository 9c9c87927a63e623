package io.aimengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Takes stored revisions away: never what a living process uses or fetches, never bytes that
/// another model shares.
final class Remover {
  private final CacheLayout layout;
  private final Publisher publisher;
  private final UseMarkers uses;
  private final Clock clock;

  Remover(CacheLayout layout, Publisher publisher, UseMarkers uses, Clock clock) {
    this.layout = layout;
    this.publisher = publisher;
    this.uses = uses;
    this.clock = clock;
  }

  /// Removes the revisions of the model that are chosen; refused while one is in use or just being
  /// fetched.
  Removal remove(String id, Predicate<Manifest> chosen) throws IOException, InterruptedException {
    try (var _ = modelLock(id);
        var _ = publisher.lock()) {
      return removeLocked(id, layout.manifests(id).stream().filter(chosen).toList());
    }
  }

  ArtifactLock modelLock(String id) throws IOException, InterruptedException {
    return ArtifactLock.acquire(
        layout.locks(),
        "model-" + ModelId.folder(id),
        clock.instant(),
        holder -> {
          throw new StoreException(
              StoreCode.IN_USE, id + " is being fetched by " + holder, "wait, or stop that first");
        });
  }

  private Removal removeLocked(String id, List<Manifest> manifests) throws IOException {
    for (var manifest : manifests) {
      var users = uses.users(id, manifest.revision());
      if (!users.isEmpty()) {
        throw new StoreException(
            StoreCode.IN_USE,
            id + " is in use by " + String.join(", ", users),
            "stop it first (`aim-engine stop NAME`)");
      }
    }
    // manifests first: from then on nobody takes what is left for whole
    for (var manifest : manifests) {
      Files.deleteIfExists(layout.manifest(id, manifest.revision()));
    }
    for (var manifest : manifests) {
      new HubFolder(layout).hide(manifest);
      Durable.deleteTree(layout.folder(id, manifest.revision()));
      Files.deleteIfExists(layout.used(id, manifest.revision()));
    }
    if (layout.manifests(id).isEmpty()) {
      Durable.deleteTree(layout.model(id));
    }
    var freed = removeUnnamed(manifests);
    CacheIndex.of(layout).write(layout);
    return new Removal(id, manifests.stream().map(Manifest::revision).toList(), freed);
  }

  private long removeUnnamed(List<Manifest> manifests) throws IOException {
    var kept = blobs(layout, layout.manifests());
    long freed = 0;
    for (var blob : blobs(layout, manifests)) {
      if (!kept.contains(blob) && Files.exists(blob)) {
        freed += Files.size(blob);
        Files.delete(blob);
      }
    }
    return freed;
  }

  /// What manifests stand behind.
  static Set<Path> blobs(CacheLayout layout, List<Manifest> manifests) {
    return manifests.stream()
        .flatMap(m -> m.files().stream())
        .map(f -> layout.blob(f.sha256()))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /// Removes what an interrupted download left behind, unless somebody goes on with it just now.
  long removeLeftover(Path leftover) throws IOException, InterruptedException {
    var name = String.valueOf(leftover.getFileName());
    var lock = name.matches("[0-9a-f]{40}\\..*") ? "file-" + name.substring(0, 3) : "leftovers";
    try (var _ =
        ArtifactLock.acquire(
            layout.locks(),
            lock,
            clock.instant(),
            _ -> {
              throw new StoreException(StoreCode.IN_USE, name + " is being written", "");
            })) {
      var bytes = size(leftover);
      Durable.deleteTree(leftover);
      return bytes;
    } catch (StoreException e) {
      if (e.code() == StoreCode.IN_USE) {
        return 0;
      }
      throw e;
    }
  }

  /// Bytes of a file, or of all files below a folder.
  static long size(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (var paths = Files.walk(file)) {
      return paths.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum();
    }
  }
}
