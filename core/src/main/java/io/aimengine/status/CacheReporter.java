package io.aimengine.status;

import static io.aimengine.status.Reason.CACHE_READY;

import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.api.v1alpha1.AIMCacheStatus.Storage;
import io.aimengine.render.CacheClaim;
import io.aimengine.status.Conditions.State;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes the status of an AIMCache: what the cluster says of its claim, and its downloads of what
/// they brought, pods of what they saw on the volume.
public final class CacheReporter {
  private static final int LISTED = 20;

  private CacheReporter() {}

  /// What a cache's status is made from. `refused` is what the API server said of the claim, ""
  /// when it took it; `pods` mount it while it is to be deleted.
  public record Seen(
      AIMCache cache,
      List<Problem> problems,
      Optional<PersistentVolumeClaim> claim,
      String refused,
      Downloads downloads,
      Upkeep upkeep,
      List<String> pods) {
    public Seen {
      problems = List.copyOf(problems);
      pods = List.copyOf(pods);
    }

    private Seen with(Downloads told) {
      return new Seen(cache, problems, claim, refused, told, upkeep, pods);
    }
  }

  public static AIMCacheStatus status(Seen raw, Optional<AIMCacheStatus> before, Instant now) {
    var volume = new VolumeStatus(raw.upkeep(), before);
    var seen = raw.with(volume.of(raw.downloads()));
    var earlier =
        before.map(AIMCacheStatus::conditions).map(List::copyOf).orElse(List.<Condition>of());
    var generation = seen.cache().getMetadata().getGeneration();
    var conditions = new Conditions(earlier, generation, now);
    accepted(seen, conditions);
    ready(seen, conditions);
    volume.cleaned(conditions);
    if (!seen.pods().isEmpty()) {
      var listed = String.join(", ", seen.pods().stream().limit(LISTED).toList());
      conditions.add("DeletionBlocked", State.TRUE, Reason.PODS_STILL_USING, "used by " + listed);
    }
    var models = seen.downloads().models();
    return new AIMCacheStatus(
        generation,
        phase(seen),
        conditions.all(),
        seen.claim().map(claim -> storage(seen.cache(), claim, volume)).orElse(null),
        models.isEmpty() ? null : models,
        volume.usage(seen.downloads()));
  }

  private static void accepted(Seen seen, Conditions conditions) {
    var errors = seen.problems().stream().filter(Problem::isError).toList();
    var wanted = Optional.ofNullable(seen.cache().getSpec()).map(AIMCacheSpec::storage);
    if (!errors.isEmpty() || wanted.isEmpty()) {
      conditions.add("Accepted", State.FALSE, Reason.INVALID, PlanConditions.sentences(errors));
    } else if (!seen.refused().isEmpty()) {
      conditions.add("Accepted", State.FALSE, Reason.INVALID, seen.refused());
    } else if (seen.claim().filter(c -> CacheClaim.shrinks(wanted.get(), c)).isPresent()) {
      var has = seen.claim().map(CacheClaim::size).orElseThrow();
      var said = "the claim has " + has + "; " + Reason.CANNOT_SHRINK.meaning();
      conditions.add("Accepted", State.FALSE, Reason.CANNOT_SHRINK, said);
    } else if (seen.claim().filter(c -> CacheClaim.differs(wanted.get(), c)).isPresent()) {
      conditions.add("Accepted", State.FALSE, Reason.CANNOT_CHANGE, Reason.CANNOT_CHANGE.meaning());
    } else {
      conditions.add("Accepted", State.TRUE, Reason.VALID, Reason.VALID.meaning());
    }
  }

  private static void ready(Seen seen, Conditions conditions) {
    var reason =
        switch (claimPhase(seen)) {
          case "Bound" -> downloading(seen).orElse(grows(seen) ? Reason.RESIZING : CACHE_READY);
          case "Lost" -> Reason.CLAIM_LOST;
          default -> Reason.CLAIM_PENDING;
        };
    var ready = reason == CACHE_READY || reason == Reason.RESIZING;
    conditions.add("Ready", State.of(ready), reason, message(seen, reason));
  }

  /// What of the models keeps the cache from being ready.
  private static Optional<Reason> downloading(Seen seen) {
    var downloads = seen.downloads();
    if (downloads.trouble().isPresent()) {
      return Optional.of(Reason.DOWNLOAD_FAILED);
    }
    return downloads.settled() ? Optional.empty() : Optional.of(Reason.DOWNLOADING);
  }

  private static String message(Seen seen, Reason reason) {
    var downloads = seen.downloads();
    return switch (reason) {
      case DOWNLOADING -> count(downloads);
      case DOWNLOAD_FAILED -> count(downloads) + trouble(downloads);
      case CLAIM_PENDING -> reason.meaning() + trouble(downloads);
      default -> reason.meaning();
    };
  }

  private static String trouble(Downloads downloads) {
    return downloads.trouble().map(row -> "; " + row.id() + ": " + row.message()).orElse("");
  }

  private static String count(Downloads downloads) {
    return "%d of %d models are there".formatted(downloads.cached(), downloads.models().size());
  }

  private static boolean grows(Seen seen) {
    var claim = seen.claim().orElseThrow();
    var capacity = capacity(claim);
    return capacity != null
        && Quantity.getAmountInBytes(CacheClaim.size(claim))
                .compareTo(Quantity.getAmountInBytes(capacity))
            > 0;
  }

  private static String claimPhase(Seen seen) {
    return seen.claim()
        .map(PersistentVolumeClaim::getStatus)
        .map(status -> status.getPhase())
        .orElse("");
  }

  private static String phase(Seen seen) {
    if (!seen.pods().isEmpty()) {
      return "DeletionBlocked";
    }
    return switch (claimPhase(seen)) {
      case "Bound" ->
          switch (downloading(seen).orElse(CACHE_READY)) {
            case DOWNLOADING -> "Downloading";
            case DOWNLOAD_FAILED -> "Degraded";
            default -> "Ready";
          };
      case "Lost" -> "Failed";
      default -> seen.claim().isEmpty() && !seen.problems().isEmpty() ? "Failed" : "Pending";
    };
  }

  private static @Nullable Quantity capacity(PersistentVolumeClaim claim) {
    var status = claim.getStatus();
    return status == null || status.getCapacity() == null
        ? null
        : status.getCapacity().get("storage");
  }

  private static Storage storage(AIMCache cache, PersistentVolumeClaim claim, VolumeStatus volume) {
    var capacity = capacity(claim);
    return volume.storage(
        capacity == null ? null : capacity.toString(),
        CacheClaim.name(cache),
        claim.getStatus() == null ? null : claim.getStatus().getPhase());
  }
}
