package io.aimengine.gateway.routing;

import java.time.Duration;

/// What one endpoint takes at once. `concurrent` requests at most are with its engines, `held` at
/// most wait for a replica or a free place, none of them longer than `hold`.
public record Limits(int concurrent, int held, Duration hold) {
  public static final Limits DEFAULT = new Limits(10_000, 1_000, Duration.ofMinutes(10));

  public Limits {
    if (concurrent < 1 || held < 0 || hold.isNegative()) {
      throw new IllegalArgumentException(concurrent + " concurrent, " + held + " held, " + hold);
    }
  }
}
