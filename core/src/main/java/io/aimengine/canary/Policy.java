package io.aimengine.canary;

import io.aimengine.spec.Deployment.Canary;
import java.time.Duration;

/// How a canary is tried and judged. `split` is its percent of the traffic. It may fail at most
/// `maxErrorRate` (0 to 1) of its requests, or as many as the last good release does, and its time
/// to the first token may be at most `maxRatio` times that one's. Fewer than `minRequests` decide
/// nothing.
public record Policy(
    int split, Duration duration, double maxErrorRate, double maxRatio, int minRequests) {
  private static final int SPLIT = 10;
  private static final Duration DURATION = Duration.ofMinutes(10);

  /// Percent. An engine that is well fails next to nothing.
  private static final int ERROR_RATE = 1;

  /// Percent. Less is within what histogram buckets and other prompts make.
  private static final int INCREASE = 50;

  private static final int REQUESTS = 20;

  /// What the manifest leaves out has its default.
  public static Policy of(Canary canary) {
    return new Policy(
        canary.trafficSplit().orElse(SPLIT),
        canary.duration().orElse(DURATION),
        canary.maxErrorRate().orElse(ERROR_RATE) / 100.0,
        1 + canary.maxFirstTokenIncrease().orElse(INCREASE) / 100.0,
        canary.minRequests().orElse(REQUESTS));
  }
}
