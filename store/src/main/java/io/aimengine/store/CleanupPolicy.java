package io.aimengine.store;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/// What a cleanup removes: what nobody used for so long, and then, in `order`, until the cache has
/// at most `maxSize` bytes and `maxModels` models and the disk at least `minFree` bytes. A model
/// with a `retention` of its own, by id whatever the case, goes when nobody used it for that long
/// and stays until then. Nothing that runs or is pinned goes.
public record CleanupPolicy(
    Optional<Duration> unusedFor,
    OptionalLong maxSize,
    OptionalLong minFree,
    OptionalInt maxModels,
    Order order,
    Map<String, Duration> retention,
    Action action) {
  /// A retention that never ends.
  public static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

  /// Removes nothing until it is told what.
  public static final CleanupPolicy NOTHING =
      new CleanupPolicy(
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          Order.LRU,
          Map.of(),
          Action.REMOVE);

  /// Which of two models goes first when there is too little room.
  public enum Order {
    LRU("the longest unused"),
    LFU("the least used"),
    FIFO("the first that came");

    private final String words;

    Order(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /// Whether it is done or only told.
  public enum Action {
    REMOVE,
    DRY_RUN
  }

  public CleanupPolicy {
    var plain = new TreeMap<String, Duration>();
    retention.forEach((id, age) -> plain.put(id.toLowerCase(Locale.ROOT), age));
    retention = Map.copyOf(plain);
  }

  public static CleanupPolicy unusedFor(Duration age) {
    return new CleanupPolicy(
        Optional.of(age),
        NOTHING.maxSize,
        NOTHING.minFree,
        NOTHING.maxModels,
        NOTHING.order,
        NOTHING.retention,
        NOTHING.action);
  }

  public CleanupPolicy dryRun() {
    return new CleanupPolicy(
        unusedFor, maxSize, minFree, maxModels, order, retention, Action.DRY_RUN);
  }

  /// How long the model stays, by its own retention.
  Optional<Duration> retention(String id) {
    return Optional.ofNullable(retention.get(id.toLowerCase(Locale.ROOT)));
  }

  boolean isDryRun() {
    return action == Action.DRY_RUN;
  }
}
