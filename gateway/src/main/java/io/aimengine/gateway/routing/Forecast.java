package io.aimengine.gateway.routing;

import java.time.Duration;

/// When a request that has to wait will be served: from how long starts took, and from how fast
/// requests end. Times are nanoseconds of the caller's clock.
final class Forecast {
  /// Until a start was seen: a model of middling size from a warm cache.
  static final Duration START = Duration.ofMinutes(2);

  /// Weight of what was seen last.
  private static final double FRESH = 0.3;

  private double startNanos = START.toNanos();
  private double gapNanos = Duration.ofSeconds(1).toNanos();
  private long wokenAt;
  private boolean starting;
  private long endedAt;
  private boolean anyEnded;

  /// A replica is wanted and there is none.
  void woken(long now) {
    if (!starting) {
      starting = true;
      wokenAt = now;
    }
  }

  /// There is a replica again.
  void started(long now) {
    if (starting) {
      starting = false;
      startNanos += FRESH * (now - wokenAt - startNanos);
    }
  }

  /// Somebody who knows better says how long a start takes.
  void startTakes(Duration time) {
    startNanos = time.toNanos();
  }

  void ended(long now) {
    if (anyEnded) {
      gapNanos += FRESH * (now - endedAt - gapNanos);
    }
    anyEnded = true;
    endedAt = now;
  }

  /// Until there is a replica. A start that is late is expected to take a quarter longer yet.
  Duration untilStarted(long now) {
    var elapsed = starting ? now - wokenAt : 0;
    return Duration.ofNanos((long) Math.max(startNanos - elapsed, elapsed * 0.25));
  }

  /// Until the request behind `before` others gets a place.
  Duration untilPlace(int before) {
    return Duration.ofNanos((long) (gapNanos * (before + 1)));
  }
}
