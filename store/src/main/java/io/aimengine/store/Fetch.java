package io.aimengine.store;

import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.store.StoreException.SourceFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings what is not here: from peers, then from the first source that works. The caller holds the
/// model's lock.
final class Fetch {
  private static final int PUBLISH_ATTEMPTS = 3;

  private final CacheLayout layout;
  private final Map<String, Source> sources = new LinkedHashMap<>();
  private final Limits limits;
  private final Space space;
  private final Clock clock;
  private final Publisher publisher;
  private final Peers peers;

  /// Whether the source is asked although the artifact is here, and what is here is read again.
  enum Again {
    NO,
    YES
  }

  Fetch(
      CacheLayout layout,
      List<Source> sources,
      Peers peers,
      Limits limits,
      Space space,
      Clock clock) {
    this.peers = peers;
    this.layout = layout;
    sources.forEach(s -> s.schemes().forEach(scheme -> this.sources.put(scheme, s)));
    this.limits = limits;
    this.space = space;
    this.clock = clock;
    this.publisher = new Publisher(layout, clock);
  }

  /// A list of sources is tried in order; the failure of each is told.
  Manifest fromFirst(ArtifactRequest request, ProgressListener listener, Again again)
      throws InterruptedException {
    var near = again == Again.YES ? Optional.<Manifest>empty() : fromPeers(request, listener);
    if (near.isPresent()) {
      return near.get();
    }
    var failures = new ArrayList<SourceFailure>();
    for (var artifact : request.sources()) {
      try {
        return from(request, artifact, listener, again);
      } catch (IOException e) {
        failures.add(failure(artifact, Failures.of(layout.root(), e)));
      } catch (StoreException e) {
        failures.add(failure(artifact, e));
      }
      var last = failures.getLast();
      listener.onEvent(
          new StoreEvent.SourceFailed(request.id(), last.uri(), last.code(), last.message()));
    }
    throw StoreException.ofAll(request.id(), failures);
  }

  /// A peer that fails is told and no more: the sources are still there.
  private Optional<Manifest> fromPeers(ArtifactRequest request, ProgressListener listener)
      throws InterruptedException {
    for (var peer : peers.addresses()) {
      var shown = UrlPolicy.shown(peer);
      for (var artifact : request.sources()) {
        try {
          var found = peers.find(peer, request, artifact);
          if (found.isPresent()) {
            listener.onEvent(new StoreEvent.Resolving(request.id(), shown));
            var meter = new Meter(request.id(), shown, listener, System::nanoTime);
            var listing = pinned(artifact, found.get());
            var manifest = bring(request, artifact, listing, meter, Again.NO);
            if (publisher.publish(manifest)) {
              return Optional.of(manifest);
            }
          }
        } catch (IOException e) {
          told(request, shown, Failures.of(layout.root(), e), listener);
        } catch (StoreException e) {
          told(request, shown, e, listener);
        }
      }
    }
    return Optional.empty();
  }

  private static void told(
      ArtifactRequest request, String uri, StoreException e, ProgressListener listener) {
    if (ends(e)) {
      throw e;
    }
    listener.onEvent(new StoreEvent.SourceFailed(request.id(), uri, e.code(), e.getMessage()));
  }

  /// No other source can help.
  private static boolean ends(StoreException e) {
    return switch (e.code()) {
      case INTERRUPTED, TOO_LARGE, DISK_FULL -> true;
      default -> false;
    };
  }

  /// Throws what no other source can help.
  private static SourceFailure failure(Artifact artifact, StoreException e) {
    if (ends(e)) {
      throw e;
    }
    return new SourceFailure(UrlPolicy.shown(artifact.uri()), e.code(), e.getMessage(), e.hint());
  }

  private Manifest from(
      ArtifactRequest request, Artifact artifact, ProgressListener listener, Again again)
      throws IOException, InterruptedException {
    var shown = UrlPolicy.shown(artifact.uri());
    listener.onEvent(new StoreEvent.Resolving(request.id(), shown));
    for (int attempt = 0; attempt < PUBLISH_ATTEMPTS; attempt++) {
      var meter = new Meter(request.id(), shown, listener, System::nanoTime);
      var listing = pinned(artifact, source(artifact).list(artifact, request.allow(), meter));
      var manifest = bring(request, artifact, listing, meter, again);
      if (publisher.publish(manifest)) {
        return manifest;
      }
    }
    throw new IOException("other processes keep removing what is stored");
  }

  private Manifest bring(
      ArtifactRequest request, Artifact artifact, Listing listing, Meter meter, Again again)
      throws IOException, InterruptedException {
    var known = listing.files().stream().allMatch(f -> f.bytes() >= 0);
    meter.total(known ? listing.bytes() : -1);
    checkSize(request, listing, known);
    checkRoom(missing(listing));
    var blobs =
        new BlobWriter(layout, () -> checkRoom(0), limits.checkpoint(), clock, again == Again.YES);
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

  private static void checkSize(ArtifactRequest request, Listing listing, boolean known) {
    if (request.isBounded() && (!known || listing.bytes() > request.most())) {
      throw new StoreException(
          StoreCode.TOO_LARGE,
          "%s has %s bytes, at most %d are wanted"
              .formatted(
                  request.id(),
                  known ? Long.toString(listing.bytes()) : "nobody says how many",
                  request.most()),
          "allow more, or take another checkpoint of the model");
    }
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

  /// Takes files of this machine in.
  Manifest adopt(Adoption adoption, ProgressListener listener)
      throws IOException, InterruptedException {
    var artifact = new Artifact("file://" + adoption.path(), 0, "");
    var request = ArtifactRequest.of(adoption.id(), List.of(artifact));
    var meter = new Meter(adoption.id(), artifact.uri(), listener, System::nanoTime);
    var found = new FileSource(adoption.by()).list(artifact, List.of(), meter);
    var commit = adoption.commit();
    var listing = commit.isEmpty() ? found : new Listing(commit, commit, found.files());
    var manifest =
        bring(request, artifact, pinned(artifact, listing), meter, Again.NO)
            .answering(adoption.answers())
            .storedAt(adoption.cachedAt().orElse(clock.instant()));
    if (!publisher.publish(manifest)) {
      throw new IOException("the files went away while they were stored");
    }
    return manifest;
  }

  /// The models of a bundle, published once all their blobs are here.
  List<String> adopt(InputStream bundle, Meter meter) throws IOException, InterruptedException {
    var ids = new ArrayList<String>();
    var reader = new BundleReader(layout, () -> checkRoom(0), limits.checkpoint());
    for (var manifest : reader.read(bundle, meter)) {
      if (!publisher.publish(manifest)) {
        throw new StoreException(
            StoreCode.CHECKSUM,
            "the bundle lacks files of " + manifest.id(),
            "export it again; `aim-engine cache validate` there first");
      }
      ids.add(manifest.id());
    }
    return ids;
  }
}
