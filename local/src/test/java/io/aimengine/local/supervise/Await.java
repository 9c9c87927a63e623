package io.aimengine.local.supervise;

import io.aimengine.local.run.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for a condition, and fails with its name when it does not come.
public final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Await() {}

  public static void until(String what, BooleanSupplier condition) {
    var deadline = Deadline.in(PATIENCE);
    while (!condition.getAsBoolean()) {
      if (deadline.isPast()) {
        throw new AssertionError("after " + PATIENCE.toSeconds() + " s still not: " + what);
      }
      Deadline.pause(Duration.ofMillis(10));
    }
  }
}
