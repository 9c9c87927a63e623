package io.aimengine.store;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.aimengine.catalog.Checkpoint.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// What is stored, and its upkeep: everything the CLI's `cache` commands do but downloading.
public final class ModelCache {
  /// A broken download is kept so long for who may go on with it.
  private static final Duration LEFTOVER = Duration.ofDays(7);

  /// What a download that goes on has brought may be as old as this and named by nobody yet.
  private static final Duration LONGEST_DOWNLOAD = Duration.ofDays(1);

  private final CacheLayout layout;
  private final Publisher publisher;
  private final UseMarkers uses;
  private final Remover remover;
  private final ModelStore store;
  private final Space space;
  private final Clock clock;

  ModelCache(CacheLayout layout, ModelStore store, Space space, Clock clock) {
    this.layout = layout;
    this.publisher = new Publisher(layout, clock);
    this.uses = new UseMarkers(layout);
    this.remover = new Remover(layout, publisher, uses, clock);
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
        Counts.of(used),
        isPinned(manifest.id()),
        uses.users(manifest.id(), manifest.revision()));
  }

  public CacheStats stats() {
    var models = list("");
    return Failures.guard(
        layout.root(),
        () -> {
          var referenced = Remover.blobs(layout, layout.manifests());
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
              unfinished + Remover.size(layout.partial()),
              space.usable(existing(layout.root())),
              Counts.of(layout.hits()),
              Counts.of(layout.misses()),
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

  /// Says that process `pid`, which people know as `who`, needs the artifact: until the marker is
  /// closed or the process ends, it is not removed.
  public UseMarker use(StoredArtifact artifact, String who, long pid) {
    return Failures.guard(
        layout.root(),
        () -> new UseMarker(uses.mark(artifact.id(), artifact.revision(), who, pid)));
  }

  /// Removes all revisions of the model; refused while it is pinned, in use or just being fetched.
  public Removal remove(String id) {
    return Failures.guard(
        layout.root(),
        () -> {
          if (!Files.isDirectory(layout.model(id))) {
            throw notCached(id);
          }
          if (isPinned(id)) {
            throw new StoreException(
                StoreCode.PINNED,
                id + " is pinned",
                "`aim-engine cache pin --off " + id + "` first");
          }
          return remover.remove(id, _ -> true);
        });
  }

  /// Keeps a stored model from being cleaned up or removed, or lets it go again.
  public void pin(String id, Pin pin) {
    Failures.guard(
        layout.root(),
        () -> {
          if (layout.manifests(id).isEmpty()) {
            throw notCached(id);
          }
          switch (pin) {
            case ON -> Durable.write(layout.pinned(id), new byte[0]);
            case OFF -> Files.deleteIfExists(layout.pinned(id));
          }
          return pin;
        });
  }

  private boolean isPinned(String id) {
    return Files.exists(layout.pinned(id));
  }

  /// Whether a model is kept whatever a cleanup wants.
  public enum Pin {
    ON,
    OFF
  }

  /// Removes what the policy names. `runs` says who else uses a model, "" for nobody.
  public Cleaned cleanup(CleanupPolicy policy, Function<CachedModel, String> runs) {
    return Failures.guard(layout.root(), () -> cleaned(policy, runs));
  }

  private Cleaned cleaned(CleanupPolicy policy, Function<CachedModel, String> runs)
      throws IOException, InterruptedException {
    var manifests = layout.manifests();
    var named = Remover.blobs(layout, manifests);
    var now = clock.instant();
    var leftovers = Cleaner.leftovers(layout, named::contains, now, leftover(policy));
    var dry = policy.isDryRun();
    long left = 0;
    for (var leftover : leftovers) {
      left += dry ? Remover.size(leftover) : remover.removeLeftover(leftover);
    }
    var free = space.usable(existing(layout.root()));
    var cleaner = new Cleaner(policy, now, dry ? free + left : free);
    var candidates = new ArrayList<Cleaner.Candidate>();
    for (var manifest : manifests) {
      candidates.add(candidate(manifest, runs));
    }
    for (var chosen : cleaner.choose(candidates)) {
      if (!dry) {
        removeOrKeep(chosen, cleaner);
      }
    }
    return cleaner.report(left);
  }

  private static Duration leftover(CleanupPolicy policy) {
    var age = policy.unusedFor().orElse(LEFTOVER);
    return age.isZero() || age.compareTo(LONGEST_DOWNLOAD) > 0 ? age : LONGEST_DOWNLOAD;
  }

  private void removeOrKeep(Manifest chosen, Cleaner cleaner)
      throws IOException, InterruptedException {
    try {
      remover.remove(chosen.id(), m -> m.revision().equals(chosen.revision()));
    } catch (StoreException e) {
      if (e.code() != StoreCode.IN_USE) {
        throw e;
      }
      cleaner.stays(chosen, e.getMessage());
    }
  }

  private Cleaner.Candidate candidate(Manifest manifest, Function<CachedModel, String> runs)
      throws IOException {
    var model = describe(manifest);
    var user = model.inUseBy().isEmpty() ? runs.apply(model) : String.join(", ", model.inUseBy());
    var mustStay = user.isEmpty() ? (model.pinned() ? "pinned" : "") : "in use by " + user;
    return new Cleaner.Candidate(
        manifest, Instant.parse(model.lastUsed()), model.accessCount(), mustStay);
  }

  static StoreException notCached(String id) {
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
    try (var _ = remover.modelLock(manifest.id());
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

  /// A moving revision (`@main`, a tag) would bring other bytes than were stored.
  private static Artifact exact(Manifest manifest, Artifact artifact) {
    var uri = artifact.uri();
    if (manifest.commit().isEmpty()) {
      return artifact;
    }
    var fixed =
        uri.startsWith("hf://")
            ? HubUri.parse(uri).at(manifest.commit())
            : uri.startsWith("oci://") ? OciUri.parse(uri).at(manifest.commit()) : uri;
    return new Artifact(fixed, artifact.bytes(), artifact.sha256());
  }

  /// What a rebuild found: models taken over from another tool's index, and the figures after it.
  @JsonNaming(SnakeCaseStrategy.class)
  public record Rebuilt(List<String> imported, @JsonUnwrapped CacheStats stats) {
    public Rebuilt {
      imported = List.copyOf(imported);
    }
  }

  /// Writes `index.json` and the hub's view anew from what lies on the disk, and takes over what a
  /// `cache_index.json` of AMD's cache manager names, without a second copy.
  public Rebuilt rebuild(ProgressListener listener) {
    var imported =
        Failures.guard(
            layout.root(),
            () -> {
              layout.create();
              var taken = new ArrayList<String>();
              for (var adoption : ReferenceIndex.read(layout.root(), clock.getZone())) {
                if (layout.manifests(adoption.id()).isEmpty()) {
                  store.add(adoption, listener);
                  taken.add(adoption.id());
                }
              }
              try (var _ = publisher.lock()) {
                for (var manifest : layout.manifests()) {
                  new HubFolder(layout).show(manifest);
                }
                CacheIndex.of(layout).write(layout);
              }
              return taken;
            });
    return new Rebuilt(imported, stats());
  }
}
