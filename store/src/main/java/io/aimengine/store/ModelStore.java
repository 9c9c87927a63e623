package io.aimengine.store;

import io.aimengine.store.Fetch.Again;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Gets models and keeps them: a list of sources is tried in order, each artifact is downloaded
/// once whoever asks, and what is handed out is whole and verified.
public final class ModelStore {
  private final CacheLayout layout;
  private final Fetch fetch;
  private final Space space;
  private final Clock clock;

  public ModelStore(Path root, List<Source> sources, Limits limits, Space space, Clock clock) {
    this(root, sources, Peers.NONE, limits, space, clock);
  }

  ModelStore(
      Path root, List<Source> sources, Peers peers, Limits limits, Space space, Clock clock) {
    this.layout = new CacheLayout(root.toAbsolutePath().normalize());
    this.fetch = new Fetch(layout, sources, peers, limits, space, clock);
    this.space = space;
    this.clock = clock;
  }

  public Path root() {
    return layout.root();
  }

  /// What is stored, and its upkeep.
  public ModelCache cache() {
    return new ModelCache(layout, this, space, clock);
  }

  /// What is here for this request, whole by size; asks no source and needs no lock.
  public Optional<StoredArtifact> find(ArtifactRequest request) {
    return Failures.guard(layout.root(), () -> lookUp(request));
  }

  /// Returns at once when the artifact is here, else brings it.
  public StoredArtifact fetch(ArtifactRequest request, ProgressListener listener) {
    return Failures.guard(layout.root(), () -> fetch(request, listener, Again.NO));
  }

  /// Asks the source again even when the artifact is here, reads again what is here, and brings
  /// what has changed or is damaged.
  public StoredArtifact refresh(ArtifactRequest request, ProgressListener listener) {
    return Failures.guard(layout.root(), () -> fetch(request, listener, Again.YES));
  }

  /// Puts files of this machine into the cache.
  public StoredArtifact add(Adoption adoption, ProgressListener listener) {
    return Failures.guard(
        layout.root(),
        () -> {
          layout.create();
          try (var _ = lock(adoption.id(), listener)) {
            var manifest = fetch.adopt(adoption, listener);
            var artifact = stored(manifest, manifest.files());
            listener.onEvent(new StoreEvent.Stored(adoption.id(), artifact));
            return artifact;
          }
        });
  }

  /// Packs stored models (all their revisions) into a bundle for a machine without a network.
  public List<String> export(List<String> ids, OutputStream out, ProgressListener listener) {
    return Failures.guard(
        layout.root(),
        () -> {
          var manifests = new ArrayList<Manifest>();
          for (var id : ids) {
            var stored = layout.manifests(id);
            if (stored.isEmpty()) {
              throw ModelCache.notCached(id);
            }
            manifests.addAll(stored);
          }
          var meter = new Meter("bundle", "cache", listener, System::nanoTime);
          meter.total(manifests.stream().mapToLong(Manifest::bytes).sum());
          new BundleWriter(layout).write(manifests, out, meter);
          return ids;
        });
  }

  /// Takes in what a bundle has; a damaged or foreign one changes nothing that is here.
  public List<String> importBundle(InputStream in, ProgressListener listener) {
    return Failures.guard(
        layout.root(),
        () -> {
          layout.create();
          var meter = new Meter("bundle", "bundle", listener, System::nanoTime);
          return fetch.adopt(in, meter);
        });
  }

  private ArtifactLock lock(String id, ProgressListener listener)
      throws IOException, InterruptedException {
    return ArtifactLock.acquire(
        layout.locks(),
        "model-" + ModelId.folder(id),
        clock.instant(),
        holder -> listener.onEvent(new StoreEvent.Waiting(id, holder)));
  }

  private StoredArtifact fetch(ArtifactRequest request, ProgressListener listener, Again again)
      throws IOException, InterruptedException {
    var hit = known(request, again);
    if (hit.isPresent()) {
      Counts.raise(layout.hits());
      touch(hit.get());
      return hit.get();
    }
    layout.create();
    var id = request.id();
    try (var _ = lock(id, listener)) {
      var meanwhile = known(request, again);
      Counts.raise(meanwhile.isPresent() ? layout.hits() : layout.misses());
      var artifact = meanwhile.isPresent() ? meanwhile.get() : bring(request, listener, again);
      touch(artifact);
      listener.onEvent(new StoreEvent.Stored(id, artifact));
      return artifact;
    }
  }

  private Optional<StoredArtifact> known(ArtifactRequest request, Again again) throws IOException {
    return again == Again.YES ? Optional.empty() : lookUp(request);
  }

  private StoredArtifact bring(ArtifactRequest request, ProgressListener listener, Again again)
      throws IOException, InterruptedException {
    fetch.fromFirst(request, listener, again);
    return lookUp(request)
        .orElseThrow(() -> new IOException("the files went away while they were stored"));
  }

  private Optional<StoredArtifact> lookUp(ArtifactRequest request) throws IOException {
    // `@main` may have been answered by several commits: the last answer counts
    var manifests =
        layout.manifests(request.id()).stream()
            .sorted(Comparator.comparing(Manifest::cachedAt).reversed())
            .toList();
    for (var artifact : request.sources()) {
      for (var manifest : manifests) {
        var files = manifest.answer(artifact, request.allow());
        if (!files.isEmpty() && whole(manifest, files)) {
          return Optional.of(stored(manifest, files));
        }
      }
    }
    return Optional.empty();
  }

  private boolean whole(Manifest manifest, List<StoredFile> files) throws IOException {
    var folder = layout.folder(manifest.id(), manifest.revision());
    for (var file : files) {
      var path = folder.resolve(file.path());
      if (!Files.isRegularFile(path) || Files.size(path) != file.bytes()) {
        return false;
      }
    }
    return true;
  }

  private StoredArtifact stored(Manifest manifest, List<StoredFile> files) throws IOException {
    var used = layout.used(manifest.id(), manifest.revision());
    var cachedAt = Instant.parse(manifest.cachedAt());
    return new StoredArtifact(
        manifest.id(),
        manifest.revision(),
        manifest.commit(),
        manifest.source(),
        layout.folder(manifest.id(), manifest.revision()),
        files,
        files.stream().mapToLong(StoredFile::bytes).sum(),
        cachedAt,
        Files.exists(used) ? Files.getLastModifiedTime(used).toInstant() : cachedAt);
  }

  private void touch(StoredArtifact artifact) {
    Counts.raise(layout.used(artifact.id(), artifact.revision()), clock.instant());
  }
}
