package io.aimengine.store;

import io.aimengine.store.Cleaned.Kept;
import io.aimengine.store.Cleaned.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Decides what a cleanup takes: pure but for what it is handed.
final class Cleaner {
  private final CleanupPolicy policy;
  private final Instant now;
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<String, Integer> revisions = new HashMap<>();
  private final List<Taken> taken = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();
  private long stored;
  private long free;
  private long freed;

  /// A revision that could go, with when and how often it was used and why it must stay ("" when it
  /// need not).
  record Candidate(Manifest manifest, Instant lastUsed, long uses, String mustStay) {}

  Cleaner(CleanupPolicy policy, Instant now, long free) {
    this.policy = policy;
    this.now = now;
    this.free = free;
  }

  private static Comparator<Candidate> first(CleanupPolicy.Order order) {
    var byUse = Comparator.comparing(Candidate::lastUsed);
    var chosen =
        switch (order) {
          case LRU -> byUse;
          case LFU -> Comparator.comparingLong(Candidate::uses).thenComparing(byUse);
          case FIFO ->
              Comparator.<Candidate, Instant>comparing(c -> Instant.parse(c.manifest().cachedAt()));
        };
    return chosen.thenComparing(c -> c.manifest().id()).thenComparing(c -> c.manifest().revision());
  }

  /// The revisions to remove, in that order.
  List<Manifest> choose(List<Candidate> candidates) {
    for (var candidate : candidates) {
      revisions.merge(candidate.manifest().id(), 1, Integer::sum);
      for (var file : candidate.manifest().files()) {
        if (names.merge(file.sha256(), 1, Integer::sum) == 1) {
          stored += file.bytes();
        }
      }
    }
    var chosen = new ArrayList<Manifest>();
    for (var candidate : candidates.stream().sorted(first(policy.order())).toList()) {
      var reason = reason(candidate);
      var manifest = candidate.manifest();
      if (reason.isEmpty()) {
        continue;
      }
      var mustStay = mustStay(candidate);
      if (!mustStay.isEmpty()) {
        kept.add(new Kept(manifest.id(), manifest.revision(), manifest.bytes(), mustStay));
        continue;
      }
      chosen.add(manifest);
      taken.add(
          new Taken(
              manifest.id(),
              manifest.revision(),
              manifest.bytes(),
              candidate.lastUsed().toString(),
              reason));
      leave(manifest);
    }
    return chosen;
  }

  /// Bytes go only with the last name that they have.
  private void leave(Manifest manifest) {
    revisions.computeIfPresent(manifest.id(), (_, left) -> left == 1 ? null : left - 1);
    for (var file : manifest.files()) {
      if (names.merge(file.sha256(), -1, Integer::sum) == 0) {
        freed += file.bytes();
        stored -= file.bytes();
        free += file.bytes();
      }
    }
  }

  /// One of the chosen could not be removed after all: somebody began to use it.
  void stays(Manifest manifest, String why) {
    taken.removeIf(
        t -> t.modelId().equals(manifest.id()) && t.revision().equals(manifest.revision()));
    kept.add(new Kept(manifest.id(), manifest.revision(), manifest.bytes(), why));
    revisions.merge(manifest.id(), 1, Integer::sum);
    for (var file : manifest.files()) {
      if (names.merge(file.sha256(), 1, Integer::sum) == 1) {
        freed -= file.bytes();
        stored += file.bytes();
        free -= file.bytes();
      }
    }
  }

  /// "" when it is not its turn. A use in the future (a clock that was set back) is a use just now.
  private String reason(Candidate candidate) {
    var age = Duration.between(candidate.lastUsed(), now);
    var longest = policy.retention(candidate.manifest().id()).or(policy::unusedFor);
    if (longest.filter(limit -> age.compareTo(limit) >= 0).isPresent()) {
      return "not used for " + shown(age);
    }
    var because = ", and this is " + policy.order().words();
    if (policy.maxSize().isPresent() && stored > policy.maxSize().getAsLong()) {
      return "the cache is larger than asked for" + because;
    }
    if (policy.minFree().isPresent() && free < policy.minFree().getAsLong()) {
      return "the disk has less free than asked for" + because;
    }
    return surplus() > 0 ? "there are more models than asked for" + because : "";
  }

  private String mustStay(Candidate candidate) {
    var age = Duration.between(candidate.lastUsed(), now);
    var own = policy.retention(candidate.manifest().id()).filter(o -> age.compareTo(o) < 0);
    if (!candidate.mustStay().isEmpty() || own.isEmpty()) {
      return candidate.mustStay();
    }
    return own.get().equals(CleanupPolicy.FOR_EVER)
        ? "to be kept"
        : "to be kept until nobody has used it for " + shown(own.get());
  }

  private static String shown(Duration age) {
    return age.toDays() > 0 ? age.toDays() + " days" : age.toHours() + " hours";
  }

  /// Models that are too many once the chosen are gone.
  private int surplus() {
    var most = policy.maxModels().orElse(Integer.MAX_VALUE);
    return Math.max(0, revisions.size() - most);
  }

  /// What lacks of the goals once the chosen are gone.
  private long lacking() {
    var tooMuch = policy.maxSize().isPresent() ? stored - policy.maxSize().getAsLong() : 0;
    var tooLittle = policy.minFree().isPresent() ? policy.minFree().getAsLong() - free : 0;
    return Math.max(0, Math.max(tooMuch, tooLittle));
  }

  Cleaned report(long leftovers) {
    return new Cleaned(
        policy.isDryRun(), freed + leftovers, leftovers, lacking(), surplus(), taken, kept);
  }

  /// Broken downloads that nobody went on with, and blobs that no manifest names, older than `age`.
  static List<Path> leftovers(
      CacheLayout layout, Predicate<Path> isNamed, Instant now, Duration age) throws IOException {
    var old = new ArrayList<Path>();
    for (var folder : List.of(layout.partial(), layout.blobs())) {
      for (var file : CacheLayout.children(folder)) {
        var changed = Files.getLastModifiedTime(file).toInstant();
        if (!isNamed.test(file) && Duration.between(changed, now).compareTo(age) > 0) {
          old.add(file);
        }
      }
    }
    for (var folder : folders(layout)) {
      for (var file : CacheLayout.children(folder)) {
        var changed = Files.getLastModifiedTime(file).toInstant();
        if (WholeFile.isUnfinished(file) && Duration.between(changed, now).compareTo(age) > 0) {
          old.add(file);
        }
      }
    }
    return old;
  }

  /// Where a kill may leave a file that was being written.
  private static List<Path> folders(CacheLayout layout) throws IOException {
    var folders = new ArrayList<>(List.of(layout.root(), layout.models()));
    folders.addAll(CacheLayout.children(layout.models()));
    folders.addAll(CacheLayout.children(layout.uses()));
    return folders;
  }
}
