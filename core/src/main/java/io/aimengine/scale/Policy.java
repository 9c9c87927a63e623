package io.aimengine.scale;

import io.aimengine.spec.Scaling;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// When to change the number of replicas. A target is what one replica should be at; empty ones are
/// not looked at. A wish to grow must hold for `upDelay`, one to shrink for `downDelay`; an
/// endpoint may go to zero after `idle` without a request, if `min` is 0.
public record Policy(
    int min,
    int max,
    double waiting,
    double kvUse,
    OptionalDouble ttftSeconds,
    OptionalDouble cpu,
    OptionalDouble memory,
    OptionalDouble gpu,
    Duration upDelay,
    Duration downDelay,
    Duration idle) {
  /// One request in the queue of a replica is one that a further replica would serve at once.
  private static final double WAITING = 1;

  /// vLLM and SGLang begin to preempt when the cache is full; a fifth is left for growth.
  private static final double KV_USE = 0.8;

  private static final Duration UP = Duration.ofSeconds(30);

  /// Starting a replica takes minutes: it is not stopped for a short pause.
  private static final Duration DOWN = Duration.ofMinutes(5);

  /// The first request after that waits for a whole start.
  private static final Duration IDLE = Duration.ofMinutes(15);

  public Policy {
    if (min < 0 || max < min) {
      throw new IllegalArgumentException("0 <= " + min + " <= " + max);
    }
  }

  public static Policy of(Scaling scaling) {
    return new Policy(
        scaling.minReplicas(),
        scaling.maxReplicas(),
        WAITING,
        KV_USE,
        OptionalDouble.empty(),
        share(scaling.targetCpu()),
        share(scaling.targetMemory()),
        share(scaling.targetGpu()),
        scaling.scaleUpDelay().orElse(UP),
        scaling.scaleDownDelay().orElse(DOWN),
        scaling.scaleDownDelay().orElse(IDLE));
  }

  private static OptionalDouble share(OptionalInt percent) {
    return percent.isPresent()
        ? OptionalDouble.of(percent.getAsInt() / 100.0)
        : OptionalDouble.empty();
  }
}
