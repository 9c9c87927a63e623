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

/// Decides what a cleanup takes, by last use: pure but for what it is handed.
final class Cleaner {
  private static final Comparator<Candidate> OLDEST_FIRST =
      Comparator.comparing(Candidate::lastUsed)
          .thenComparing(c -> c.manifest().id())
          .thenComparing(c -> c.manifest().revision());

  private final CleanupPolicy policy;
  private final Instant now;
  private final Map<String, Integer> names = new HashMap<>();
  private final List<Taken> taken = new ArrayList<>();
  private final List<Kept> kept = new ArrayList<>();
  private long stored;
  private long free;
  private long freed;

  /// A revision that could go, with when it was used last and why it must stay ("" when it need
  /// not).
  record Candidate(Manifest manifest, Instant lastUsed, String mustStay) {}

  Cleaner(CleanupPolicy policy, Instant now, long free) {
    this.policy = policy;
    this.now = now;
    this.free = free;
  }

  /// The revisions to remove, the longest unused first.
  List<Manifest> choose(List<Candidate> candidates) {
    for (var candidate : candidates) {
      for (var file : candidate.manifest().files()) {
        if (names.merge(file.sha256(), 1, Integer::sum) == 1) {
          stored += file.bytes();
        }
      }
    }
    var chosen = new ArrayList<Manifest>();
    for (var candidate : candidates.stream().sorted(OLDEST_FIRST).toList()) {
      var reason = reason(candidate.lastUsed());
      var manifest = candidate.manifest();
      if (reason.isEmpty()) {
        continue;
      }
      if (!candidate.mustStay().isEmpty()) {
        kept.add(
            new Kept(manifest.id(), manifest.revision(), manifest.bytes(), candidate.mustStay()));
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
    for (var file : manifest.files()) {
      if (names.merge(file.sha256(), 1, Integer::sum) == 1) {
        freed -= file.bytes();
        stored += file.bytes();
        free -= file.bytes();
      }
    }
  }

  /// "" when it is not its turn. A use in the future (a clock that was set back) is a use just now.
  private String reason(Instant lastUsed) {
    var age = Duration.between(lastUsed, now);
    if (policy.unusedFor().filter(limit -> age.compareTo(limit) >= 0).isPresent()) {
      return "not used for " + age.toDays() + " days";
    }
    if (policy.maxSize().isPresent() && stored > policy.maxSize().getAsLong()) {
      return "the cache is larger than asked for, and this is the longest unused";
    }
    if (policy.minFree().isPresent() && free < policy.minFree().getAsLong()) {
      return "the disk has less free than asked for, and this is the longest unused";
    }
    return "";
  }

  /// What lacks of the goals once the chosen are gone.
  private long lacking() {
    var tooMuch = policy.maxSize().isPresent() ? stored - policy.maxSize().getAsLong() : 0;
    var tooLittle = policy.minFree().isPresent() ? policy.minFree().getAsLong() - free : 0;
    return Math.max(0, Math.max(tooMuch, tooLittle));
  }

  Cleaned report(long leftovers) {
    return new Cleaned(
        policy.action() == CleanupPolicy.Action.DRY_RUN,
        freed + leftovers,
        leftovers,
        lacking(),
        taken,
        kept);
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
