package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.api.v1alpha1.AIMCacheStatus.CachedModel;
import io.aimengine.api.v1alpha1.AIMCacheStatus.Storage;
import io.aimengine.api.v1alpha1.AIMCacheStatus.Usage;
import io.aimengine.status.Conditions.State;
import io.aimengine.status.Upkeep.Cleanup;
import io.aimengine.status.Upkeep.Measured;
import io.aimengine.status.Upkeep.Run;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What of an AIMCache's status pods have measured on its volume. What was said before is kept
/// until somebody looks again.
final class VolumeStatus {
  private static final String CLEANED = "Cleaned";
  private static final List<Reason> ENDS =
      List.of(Reason.CLEANED_UP, Reason.GOAL_MISSED, Reason.CLEANUP_FAILED);

  private final Upkeep upkeep;
  private final Optional<AIMCacheStatus> before;

  VolumeStatus(Upkeep upkeep, Optional<AIMCacheStatus> before) {
    this.upkeep = upkeep;
    this.before = before;
  }

  /// With what the volume was last seen to have.
  Storage storage(@Nullable String total, String claim, @Nullable String phase) {
    var earlier = before.map(AIMCacheStatus::storage).filter(s -> s.measuredAt() != null);
    var last = upkeep.last().filter(m -> earlier.filter(e -> isOlder(m, e)).isEmpty());
    if (last.isPresent()) {
      var volume = last.get().volume();
      var whole = (double) volume.used() + volume.free();
      return new Storage(
          total,
          Downloads.size(volume.used()),
          Downloads.size(volume.free()),
          whole == 0 ? null : (int) Math.round(100 * volume.used() / whole),
          last.get().at().toString(),
          claim,
          phase);
    }
    return new Storage(
        total,
        earlier.map(Storage::usedSize).orElse(null),
        earlier.map(Storage::availableSize).orElse(null),
        earlier.map(Storage::usagePercentage).orElse(null),
        earlier.map(Storage::measuredAt).orElse(null),
        claim,
        phase);
  }

  private static boolean isOlder(Measured measured, Storage earlier) {
    return time(earlier.measuredAt()).filter(at -> measured.at().isBefore(at)).isPresent();
  }

  /// Nothing of what somebody else has written there.
  static Optional<Instant> time(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  /// The downloads with last use and uses of their models.
  Downloads of(Downloads downloads) {
    return downloads.told(downloads.models().stream().map(this::used).toList());
  }

  private CachedModel used(CachedModel row) {
    var seen = upkeep.model(String.valueOf(row.id()));
    var earlier = earlier(row);
    return new CachedModel(
        row.id(),
        row.size(),
        row.cachedAt(),
        seen.map(m -> m.lastUsed().toString())
            .or(() -> earlier.map(CachedModel::lastAccessed))
            .orElse(null),
        seen.map(m -> (int) Math.min(Integer.MAX_VALUE, m.uses()))
            .or(() -> earlier.map(CachedModel::accessCount))
            .orElse(null),
        row.status(),
        row.reason(),
        row.message());
  }

  private Optional<CachedModel> earlier(CachedModel row) {
    return before.map(AIMCacheStatus::cachedModels).orElse(List.of()).stream()
        .filter(e -> Objects.equals(e.id(), row.id()))
        .findFirst();
  }

  /// Nothing when there is nothing to say. When it cleans up next says its CronJob's schedule.
  @Nullable Usage usage(Downloads downloads) {
    var last =
        upkeep
            .cleanup()
            .flatMap(Cleanup::last)
            .filter(run -> run.why().isEmpty())
            .map(run -> run.at().toString())
            .or(() -> before.map(AIMCacheStatus::usage).map(Usage::lastCleanup));
    return downloads.models().isEmpty() && last.isEmpty()
        ? null
        : new Usage((int) downloads.cached(), active(downloads), last.orElse(null), null);
  }

  /// The models that are there and that endpoints name.
  private int active(Downloads downloads) {
    return (int)
        downloads.models().stream()
            .filter(row -> Downloads.CACHED.equals(row.status()))
            .filter(row -> upkeep.used().contains(String.valueOf(row.id())))
            .count();
  }

  /// Whether the last clean-up did what the manifest asks; not there when it asks for none.
  void cleaned(Conditions conditions) {
    if (upkeep.cleanup().isEmpty()) {
      return;
    }
    var cleanup = upkeep.cleanup().get();
    if (!cleanup.refused().isEmpty()) {
      conditions.add(CLEANED, State.FALSE, Reason.CLEANUP_REFUSED, cleanup.refused());
    } else if (cleanup.last().isPresent()) {
      ended(cleanup.last().get(), conditions);
    } else {
      ENDS.stream()
          .filter(reason -> conditions.was(CLEANED, reason))
          .findFirst()
          .ifPresentOrElse(
              reason -> conditions.again(CLEANED),
              () -> {
                var reason = Reason.CLEANUP_SCHEDULED;
                conditions.add(CLEANED, State.UNKNOWN, reason, reason.meaning());
              });
    }
  }

  private static void ended(Run run, Conditions conditions) {
    if (run.why().isPresent()) {
      var why = Downloads.words(run.why().get());
      conditions.add(CLEANED, State.FALSE, Reason.CLEANUP_FAILED, run.at() + ": " + why);
    } else if (run.lacking() > 0 || run.surplus() > 0) {
      var lacks =
          run.lacking() > 0
              ? Downloads.size(run.lacking()) + " too little room"
              : run.surplus() + " models too many";
      conditions.add(
          CLEANED,
          State.FALSE,
          Reason.GOAL_MISSED,
          "%s: %s; %s".formatted(run.at(), lacks, Reason.GOAL_MISSED.meaning()));
    } else {
      conditions.add(
          CLEANED, State.TRUE, Reason.CLEANED_UP, run.at() + ": " + Reason.CLEANED_UP.meaning());
    }
  }
}
