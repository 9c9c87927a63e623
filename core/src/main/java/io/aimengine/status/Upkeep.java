package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMCacheSpec;
import io.aimengine.api.v1alpha1.AIMCacheSpec.KeptModel;
import io.aimengine.api.v1alpha1.AIMCacheStatus;
import io.aimengine.render.Cleaning;
import io.aimengine.status.Downloads.Attempt;
import io.aimengine.status.Downloads.Outcome;
import io.aimengine.status.Observed.Trouble;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is known of an AIMCache's volume beyond its claim: what pods saw on it before they ended,
/// and how it is cleaned up; `cleanup` is empty when the manifest wants none. `used` are the models
/// that endpoints name.
public record Upkeep(Set<String> used, List<Measured> measured, Optional<Cleanup> cleanup) {
  /// Of a cache that nobody has worked on.
  public static final Upkeep NONE = new Upkeep(Set.of(), List.of(), Optional.empty());

  /// What was on the volume when a pod ended.
  public record Measured(Instant at, VolumeReport volume) {}

  /// `refused` is what the API server has against the CronJob, "" when nothing; `last` is the last
  /// run that has ended and can still be seen.
  public record Cleanup(String refused, Optional<Run> last) {}

  /// One clean-up that ended: why it failed, or what its goals still lack: bytes, and models that
  /// are too many.
  public record Run(Instant at, Optional<Trouble> why, long lacking, long surplus) {}

  public Upkeep {
    used = Set.copyOf(used);
    measured = measured.stream().sorted(Comparator.comparing(Measured::at).reversed()).toList();
  }

  /// The last look at the volume.
  Optional<Measured> last() {
    return measured.stream().findFirst();
  }

  /// What was seen of a model last.
  Optional<VolumeReport.Model> model(String id) {
    return measured.stream().flatMap(m -> m.volume().find(id).stream()).findFirst();
  }

  /// The attempts, with what has become of what they brought. A model with a retention need not
  /// come again before an endpoint names it.
  public List<Attempt> since(List<Attempt> attempts, AIMCache cache) {
    return attempts.stream().map(attempt -> since(attempt, cache)).toList();
  }

  private Attempt since(Attempt attempt, AIMCache cache) {
    if (!(attempt.outcome() instanceof Outcome.Done(var _, var at))
        || !(isGone(attempt.model(), at) || wasGone(attempt.model(), at, cache))) {
      return attempt;
    }
    var outcome =
        retention(attempt.model(), cache)
            .filter(_ -> !used.contains(attempt.model()))
            .<Outcome>map(age -> new Outcome.Expired(age, at))
            .orElseGet(Outcome.Gone::new);
    return new Attempt(
        attempt.job(), attempt.model(), attempt.number(), attempt.current(), outcome);
  }

  private static Optional<String> retention(String id, AIMCache cache) {
    return Optional.ofNullable(cache.getSpec()).map(AIMCacheSpec::models).orElse(List.of()).stream()
        .filter(model -> id.equals(model.id()) && Cleaning.retention(model).isPresent())
        .findFirst()
        .map(KeptModel::retention)
        .map(given -> String.valueOf(given.getValue()));
  }

  /// Whether the last look that could tell, after `since`, did not find the model.
  private boolean isGone(String id, Instant since) {
    return measured.stream()
        .filter(m -> m.volume().isWhole() || m.volume().find(id).isPresent())
        .findFirst()
        .filter(m -> m.at().isAfter(since) && m.volume().find(id).isEmpty())
        .isPresent();
  }

  /// Whether it was said to have expired, and nobody has seen it since.
  private boolean wasGone(String id, Instant came, AIMCache cache) {
    var before = Optional.<AIMCacheStatus>ofNullable(cache.getStatus());
    return before.map(AIMCacheStatus::cachedModels).orElse(List.of()).stream()
            .filter(row -> id.equals(row.id()) && Downloads.EXPIRED.equals(row.status()))
            .anyMatch(row -> came.toString().equals(row.cachedAt()))
        && before
            .map(AIMCacheStatus::storage)
            .flatMap(storage -> VolumeStatus.time(storage.measuredAt()))
            .filter(said -> !isThere(id, said))
            .isPresent();
  }

  private boolean isThere(String id, Instant since) {
    return measured.stream()
        .anyMatch(m -> m.at().isAfter(since) && m.volume().find(id).isPresent());
  }
}
