package io.aimengine.local.run;

import java.time.Duration;

/// A moment to give up, on a clock that is never set back.
public record Deadline(long nanos) {
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + Math.min(time.toNanos(), Long.MAX_VALUE / 2));
  }

  public boolean isPast() {
    return nanos - System.nanoTime() <= 0;
  }

  /// What is left, never below zero.
  public Duration left() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }

  /// Waits between two looks at something; an interrupt ends the wait as a failure.
  public static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
