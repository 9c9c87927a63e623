package io.aimengine.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// How health is asked for. Empty values are chosen from the engine and the size of the model.
public record HealthCheck(
    boolean enabled,
    Optional<Duration> initialDelay,
    Optional<Duration> period,
    Optional<Duration> timeout,
    OptionalInt failureThreshold) {
  public static HealthCheck standard() {
    return new HealthCheck(
        true, Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty());
  }
}
