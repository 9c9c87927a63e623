package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.store.StoreException.SourceFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gets models and keeps them: a list of sources is tried in order, each artifact is downloaded
/// once whoever asks, and what is handed out is whole and verified.
public final class ModelStore {
  private static final int PUBLISH_ATTEMPTS = 3;

  private final CacheLayout layout;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Limits limits;
  private final Space space;
  private final Clock clock;
  private final Publisher publisher;

  public ModelStore(Path root, List<Source> sources, Limits limits, Space space, Clock clock) {
    this.layout = new CacheLayout(root.toAbsolutePath().normalize());
    sources.forEach(s -> s.schemes().forEach(scheme -> this.sources.put(scheme, s)));
    this.limits = limits;
    this.space = space;
    this.clock = clock;
    this.publisher = new Publisher(layout, clock);
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
    return Failures.guard(layout.root(), () -> fetch(request, listener, false));
  }

  /// Asks the source again even when the artifact is here, reads again what is here, and brings
  /// what has changed or is damaged.
  public StoredArtifact refresh(ArtifactRequest request, ProgressListener listener) {
    return Failures.guard(layout.root(), () -> fetch(request, listener, true));
  }

  private StoredArtifact fetch(ArtifactRequest request, ProgressListener listener, boolean again)
      throws IOException, InterruptedException {
    var hit = again ? Optional.<StoredArtifact>empty() : lookUp(request);
    if (hit.isPresent()) {
      touch(hit.get());
      return hit.get();
    }
    layout.create();
    var id = request.id();
    var key = "model-" + ModelId.folder(id);
    try (var _ =
        ArtifactLock.acquire(
            layout.locks(),
            key,
            clock.instant(),
            holder -> listener.onEvent(new StoreEvent.Waiting(id, holder)))) {
      var meanwhile = again ? Optional.<StoredArtifact>empty() : lookUp(request);
      var artifact = meanwhile.isPresent() ? meanwhile.get() : fromFirst(request, listener, again);
      touch(artifact);
      listener.onEvent(new StoreEvent.Stored(id, artifact));
      return artifact;
    }
  }

  private StoredArtifact fromFirst(
      ArtifactRequest request, ProgressListener listener, boolean again)
      throws InterruptedException {
    var failures = new ArrayList<SourceFailure>();
    for (var artifact : request.sources()) {
      try {
        return from(request, artifact, listener, again);
      } catch (IOException e) {
        failures.add(failure(artifact, Failures.of(layout.root(), e)));
      } catch (StoreException e) {
        if (e.code() == StoreCode.INTERRUPTED) {
          throw e;
        }
        failures.add(failure(artifact, e));
      }
      var last = failures.getLast();
      listener.onEvent(
          new StoreEvent.SourceFailed(request.id(), last.uri(), last.code(), last.message()));
    }
    throw StoreException.ofAll(request.id(), failures);
  }

  private static SourceFailure failure(Artifact artifact, StoreException e) {
    return new SourceFailure(UrlPolicy.shown(artifact.uri()), e.code(), e.getMessage(), e.hint());
  }

  private StoredArtifact from(
      ArtifactRequest request, Artifact artifact, ProgressListener listener, boolean again)
      throws IOException, InterruptedException {
    var shown = UrlPolicy.shown(artifact.uri());
    listener.onEvent(new StoreEvent.Resolving(request.id(), shown));
    for (int attempt = 0; attempt < PUBLISH_ATTEMPTS; attempt++) {
      var meter = new Meter(request.id(), shown, listener, System::nanoTime);
      var listing = pinned(artifact, source(artifact).list(artifact, request.allow(), meter));
      var manifest = bring(request, artifact, listing, meter, again);
      if (publisher.publish(manifest)) {
        return lookUp(request)
            .orElseThrow(() -> new IOException("the files went away while they were stored"));
      }
    }
    throw new IOException("other processes keep removing what is stored");
  }

  private Manifest bring(
      ArtifactRequest request, Artifact artifact, Listing listing, Meter meter, boolean again)
      throws IOException, InterruptedException {
    var known = listing.files().stream().allMatch(f -> f.bytes() >= 0);
    meter.total(known ? listing.bytes() : -1);
    checkRoom(missing(listing));
    var blobs = new BlobWriter(layout, () -> checkRoom(0), clock, again);
    var files = Parallel.map(listing.files(), limits.parallelFiles(), f -> blobs.bring(f, meter));
    meter.finish();
    return new Manifest(
        1,
        request.id(),
        listing.revision(),
        listing.commit(),
        UrlPolicy.shown(artifact.uri()),
        List.of(
            new Manifest.Wish(
                artifact, request.allow(), files.stream().map(StoredFile::path).toList())),
        files,
        clock.instant().toString());
  }

  private Source source(Artifact artifact) {
    var scheme = artifact.uri().replaceAll(":.*", "");
    return Optional.ofNullable(sources.get(scheme))
        .orElseThrow(() ->
            new StoreException(
                StoreCode.BAD_REQUEST,
                "no source knows '" + scheme + "://'",
                "known are " + String.join(", ", sources.keySet())));
  }

  /// What the catalog promises counts more than what the source says of itself.
  private static Listing pinned(Artifact artifact, Listing listing) {
    if (listing.files().isEmpty()) {
      throw new StoreException(
          StoreCode.NOT_FOUND,
          UrlPolicy.shown(artifact.uri()) + " has no file that is wanted",
          "check the file patterns");
    }
    if (listing.files().size() > 1) {
      return listing;
    }
    var file = listing.files().getFirst();
    var digest = Digest.sha256(artifact.sha256());
    var otherBytes = artifact.bytes() > 0 && file.bytes() >= 0 && file.bytes() != artifact.bytes();
    var otherDigest =
        digest.kind() == file.digest().kind() && !digest.hex().equals(file.digest().hex());
    if (otherBytes || otherDigest) {
      throw new StoreException(
          StoreCode.CHECKSUM,
          "%s has %d bytes (%s), expected %d (%s)"
              .formatted(
                  UrlPolicy.shown(artifact.uri()),
                  file.bytes(),
                  file.digest().hex(),
                  artifact.bytes(),
                  digest.hex()),
          "the source has another file than the catalog promises");
    }
    var bytes = artifact.bytes() > 0 ? artifact.bytes() : file.bytes();
    var kept = digest.equals(Digest.NONE) ? file.digest() : digest;
    return new Listing(
        listing.revision(),
        listing.commit(),
        List.of(new RemoteFile(file.path(), bytes, kept, file.content())));
  }

  private long missing(Listing listing) {
    return listing.files().stream()
        .filter(f -> f.digest().kind() != Digest.Kind.SHA256 || !here(f))
        .mapToLong(f -> Math.max(0, f.bytes()))
        .sum();
  }

  private boolean here(RemoteFile file) {
    return Files.isRegularFile(layout.blob(file.digest().hex()));
  }

  private void checkRoom(long bytes) throws IOException {
    var usable = space.usable(layout.root());
    if (usable - limits.headroom() < bytes) {
      throw new StoreException(
          StoreCode.DISK_FULL,
          "%s has %d MiB free; %d MiB are needed and %d MiB are kept free"
              .formatted(
                  layout.root(),
                  usable >> 20,
                  (bytes + (1 << 20) - 1) >> 20,
                  limits.headroom() >> 20),
          "remove models (`aim-engine cache list`, `cache remove`) or set AIM_CACHE_DIR");
    }
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

  /// Best effort: a cache that cannot be written still serves what it has.
  private void touch(StoredArtifact artifact) {
    try {
      var used = layout.used(artifact.id(), artifact.revision());
      if (!Files.exists(used)) {
        Files.createFile(used);
      }
      Files.setLastModifiedTime(used, FileTime.from(clock.instant()));
    } catch (IOException _) {
      return;
    }
  }
}
