package io.aimengine.store;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What a cleanup removes: what nobody used for so long, and then the longest unused until the
/// cache has at most `maxSize` bytes and the disk at least `minFree`. Nothing that runs or is
/// pinned goes.
public record CleanupPolicy(
    Optional<Duration> unusedFor, OptionalLong maxSize, OptionalLong minFree, Action action) {
  /// Whether it is done or only told.
  public enum Action {
    REMOVE,
    DRY_RUN
  }

  public static CleanupPolicy unusedFor(Duration age) {
    return new CleanupPolicy(
        Optional.of(age), OptionalLong.empty(), OptionalLong.empty(), Action.REMOVE);
  }

  public CleanupPolicy dryRun() {
    return new CleanupPolicy(unusedFor, maxSize, minFree, Action.DRY_RUN);
  }
}
