package io.aimengine.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// When to change the number of replicas. Targets are percentages of use; a delay is how long a
/// wish must hold before it is followed.
public record Scaling(
    boolean enabled,
    int minReplicas,
    int maxReplicas,
    OptionalInt targetCpu,
    OptionalInt targetMemory,
    OptionalInt targetGpu,
    Optional<Duration> scaleUpDelay,
    Optional<Duration> scaleDownDelay) {

  /// No scaling: always this many.
  public static Scaling fixed(int replicas) {
    return new Scaling(
        false,
        replicas,
        replicas,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
