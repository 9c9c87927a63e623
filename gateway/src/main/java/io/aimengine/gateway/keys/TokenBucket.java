package io.aimengine.gateway.keys;

import java.time.Duration;

/// Lets through `perMinute` in the long run and as much at once: in any m minutes at most (m + 1) x
/// `perMinute`. What is known only afterwards may be charged into debt. Not thread-safe.
final class TokenBucket {
  private static final double MINUTE = Duration.ofMinutes(1).toNanos();

  private long perMinute;
  private double level;
  private long filledAt;

  TokenBucket(long perMinute, long now) {
    this.perMinute = perMinute;
    this.level = (double) perMinute;
    this.filledAt = now;
  }

  /// Another rate from now on; a fuller bucket than the new rate allows is cut.
  void rate(long now, long time) {
    fill(time);
    perMinute = now;
    level = Math.min(level, (double) perMinute);
  }

  /// Zero if `amount` may be taken now, else how long until it may be. More than a full bucket may
  /// be taken from a full one, into debt.
  Duration wait(long amount, long now) {
    fill(now);
    var missing = Math.min(amount, perMinute) - level;
    return missing <= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) Math.ceil(missing / perMinute * MINUTE));
  }

  void take(long amount, long now) {
    fill(now);
    level = Math.min((double) perMinute, level - amount);
  }

  private void fill(long now) {
    level = Math.min((double) perMinute, level + (now - filledAt) / MINUTE * perMinute);
    filledAt = now;
  }
}
