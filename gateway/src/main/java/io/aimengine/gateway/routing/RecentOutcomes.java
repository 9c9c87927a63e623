package io.aimengine.gateway.routing;

import java.time.Duration;

/// How many requests of the last half minute were answered, and how many failed.
final class RecentOutcomes {
  private static final int SLOTS = 10;
  private static final long SLOT = Duration.ofSeconds(3).toNanos();

  private final int[] answered = new int[SLOTS];
  private final int[] failed = new int[SLOTS];
  private long slot = Long.MIN_VALUE;

  void add(Outcome outcome, long now) {
    turn(now);
    var at = Math.floorMod(slot, SLOTS);
    if (outcome.isSuccess()) {
      answered[at]++;
    } else if (outcome.isFailure()) {
      failed[at]++;
    }
  }

  int all(long now) {
    turn(now);
    return sum(answered) + sum(failed);
  }

  /// From 0 to 1; 0 when there was nothing.
  double failureRatio(long now) {
    var all = all(now);
    return all == 0 ? 0 : (double) sum(failed) / all;
  }

  void clear() {
    slot = Long.MIN_VALUE;
  }

  private void turn(long now) {
    var current = Math.floorDiv(now, SLOT);
    if (slot == Long.MIN_VALUE || current - slot >= SLOTS) {
      java.util.Arrays.fill(answered, 0);
      java.util.Arrays.fill(failed, 0);
      slot = current;
    }
    while (slot < current) {
      slot++;
      answered[Math.floorMod(slot, SLOTS)] = 0;
      failed[Math.floorMod(slot, SLOTS)] = 0;
    }
  }

  private static int sum(int[] counts) {
    var sum = 0;
    for (var count : counts) {
      sum += count;
    }
    return sum;
  }
}
