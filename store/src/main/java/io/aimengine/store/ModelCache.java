package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What is stored, and its upkeep: everything the CLI's `cache` commands do but downloading.
public final class ModelCache {
  private final CacheLayout layout;
  private final Publisher publisher;
  private final UseMarkers uses;
  private final ModelStore store;
  private final Space space;
  private final Clock clock;

  ModelCache(CacheLayout layout, ModelStore store, Space space, Clock clock) {
    this.layout = layout;
    this.publisher = new Publisher(layout, clock);
    this.uses = new UseMarkers(layout);
    this.store = store;
    this.space = space;
    this.clock = clock;
  }

  /// Models whose id contains `filter`, whatever the case; "" means all.
  public List<CachedModel> list(String filter) {
    return Failures.guard(
        layout.root(),
        () -> {
          var models = new ArrayList<CachedModel>();
          for (var manifest : matching(filter)) {
            models.add(describe(manifest));
          }
          return models;
        });
  }

  private List<Manifest> matching(String filter) throws IOException {
    var wanted = filter.toLowerCase(Locale.ROOT);
    return layout.manifests().stream()
        .filter(m -> m.id().toLowerCase(Locale.ROOT).contains(wanted))
        .toList();
  }

  private CachedModel describe(Manifest manifest) throws IOException {
    var used = layout.used(manifest.id(), manifest.revision());
    return new CachedModel(
        manifest.id(),
        manifest.revision(),
        manifest.commit(),
        manifest.source(),
        layout.folder(manifest.id(), manifest.revision()).toString(),
        manifest.bytes(),
        CachedModel.gib(manifest.bytes()),
        manifest.files().size(),
        manifest.cachedAt(),
        Files.exists(used)
            ? Files.getLastModifiedTime(used).toInstant().toString()
            : manifest.cachedAt(),
        uses.users(manifest.id(), manifest.revision()));
  }

  public CacheStats stats() {
    var models = list("");
    return Failures.guard(
        layout.root(),
        () -> {
          var referenced = blobs(layout.manifests());
          long stored = 0;
          long unfinished = 0;
          for (var blob : CacheLayout.children(layout.blobs())) {
            var size = Files.size(blob);
            stored += referenced.contains(blob) ? size : 0;
            unfinished += referenced.contains(blob) ? 0 : size;
          }
          return new CacheStats(
              (int) models.stream().map(CachedModel::modelId).distinct().count(),
              stored,
              CachedModel.gib(stored),
              layout.root().toString(),
              unfinished + size(layout.partial()),
              space.usable(existing(layout.root())),
              models);
        });
  }

  private static Path existing(Path folder) {
    var at = folder;
    while (!Files.exists(at)) {
      at = Durable.parent(at);
    }
    return at;
  }

  private static long size(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (var paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).mapToLong(p -> p.toFile().length()).sum();
    }
  }

  private Set<Path> blobs(List<Manifest> manifests) {
    return manifests.stream()
        .flatMap(m -> m.files().stream())
        .map(f -> layout.blob(f.sha256()))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /// Says that process `pid`, which people know as `who`, needs the artifact: until the marker is
  /// closed or the process ends, it is not removed.
  public UseMarker use(StoredArtifact artifact, String who, long pid) {
    return Failures.guard(
        layout.root(),
        () -> new UseMarker(uses.mark(artifact.id(), artifact.revision(), who, pid)));
  }

  /// Removes all revisions of the model; refused while one is in use or just being fetched.
  public Removal remove(String id) {
    return Failures.guard(
        layout.root(),
        () -> {
          if (!Files.isDirectory(layout.model(id))) {
            throw notCached(id);
          }
          try (var _ = modelLock(id);
              var _ = publisher.lock()) {
            return removeLocked(id);
          }
        });
  }

  private ArtifactLock modelLock(String id) throws IOException, InterruptedException {
    return ArtifactLock.acquire(
        layout.locks(),
        "model-" + ModelId.folder(id),
        clock.instant(),
        holder -> {
          throw new StoreException(
              StoreCode.IN_USE, id + " is being fetched by " + holder, "wait, or stop that first");
        });
  }

  private Removal removeLocked(String id) throws IOException {
    var manifests = layout.manifests(id);
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
    Durable.deleteTree(layout.model(id));
    var kept = blobs(layout.manifests());
    long freed = 0;
    for (var blob : blobs(manifests)) {
      if (!kept.contains(blob) && Files.exists(blob)) {
        freed += Files.size(blob);
        Files.delete(blob);
      }
    }
    CacheIndex.of(layout).write(layout);
    return new Removal(id, manifests.stream().map(Manifest::revision).toList(), freed);
  }

  private static StoreException notCached(String id) {
    return new StoreException(
        StoreCode.NOT_CACHED, id + " is not cached", "`aim-engine cache list` shows what is");
  }

  /// Reads every byte of the matching models again. Finds what is missing, cut or changed.
  public Validation validate(String filter) {
    return Failures.guard(layout.root(), () -> new Validator(layout).validate(matching(filter)));
  }

  /// Throws damaged files away and fetches them again, exactly the revision that was stored.
  public List<Repair> repair(Validation validation, ProgressListener listener) {
    return validation.damaged().stream()
        .map(d -> new Target(d.modelId(), d.revision()))
        .distinct()
        .map(t -> repair(t, validation, listener))
        .toList();
  }

  private record Target(String id, String revision) {}

  private Repair repair(Target target, Validation validation, ProgressListener listener) {
    try {
      var manifest =
          Failures.guard(layout.root(), () -> manifest(target))
              .orElseThrow(() -> notCached(target.id()));
      Failures.guard(layout.root(), () -> discard(manifest, validation));
      for (var wish : manifest.wishes()) {
        var request =
            new ArtifactRequest(
                target.id(), List.of(exact(manifest, wish.artifact())), wish.allow());
        store.fetch(request, listener);
      }
      return new Repair(target.id(), target.revision(), true, "");
    } catch (StoreException e) {
      return new Repair(target.id(), target.revision(), false, e.getMessage());
    }
  }

  private Optional<Manifest> manifest(Target target) throws IOException {
    return layout.manifests(target.id()).stream()
        .filter(m -> m.revision().equals(target.revision()))
        .findFirst();
  }

  private boolean discard(Manifest manifest, Validation validation)
      throws IOException, InterruptedException {
    try (var _ = modelLock(manifest.id());
        var _ = publisher.lock()) {
      var folder = layout.folder(manifest.id(), manifest.revision());
      for (var damage : validation.damaged()) {
        for (var file : manifest.files()) {
          if (damage.modelId().equals(manifest.id()) && damage.path().equals(file.path())) {
            Files.deleteIfExists(folder.resolve(file.path()));
            Files.deleteIfExists(layout.blob(file.sha256()));
          }
        }
      }
      return true;
    }
  }

  /// A moving revision (`@main`) would bring other bytes than were stored.
  private static Artifact exact(Manifest manifest, Artifact artifact) {
    return artifact.uri().startsWith("hf://") && !manifest.commit().isEmpty()
        ? new Artifact(
            HubUri.parse(artifact.uri()).at(manifest.commit()), artifact.bytes(), artifact.sha256())
        : artifact;
  }

  /// Writes `index.json` anew from what lies on the disk.
  public CacheStats rebuild() {
    return Failures.guard(
        layout.root(),
        () -> {
          layout.create();
          try (var _ = publisher.lock()) {
            CacheIndex.of(layout).write(layout);
          }
          return stats();
        });
  }
}
