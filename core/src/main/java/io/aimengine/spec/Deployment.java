package io.aimengine.spec;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/// How a change reaches the replicas. `maxSurge` and `maxUnavailable` are counts or percentages
/// (`25%`), empty when the planner may choose by the free GPUs.
public record Deployment(
    Optional<Strategy> strategy,
    Optional<String> maxSurge,
    Optional<String> maxUnavailable,
    Canary canary) {

  /// New replicas beside the old ones, or after them.
  public enum Strategy {
    ROLLING_UPDATE("RollingUpdate"),
    RECREATE("Recreate");

    private final String id;

    Strategy(String id) {
      this.id = id;
    }

    public String id() {
      return id;
    }
  }

  /// A share of the traffic (percent) goes to the change first, for this long. It may fail at most
  /// `maxErrorRate` percent of its requests, and its first token may come at most
  /// `maxFirstTokenIncrease` percent later, judged by at least `minRequests`.
  public record Canary(
      boolean enabled,
      OptionalInt trafficSplit,
      Optional<Duration> duration,
      OptionalInt maxErrorRate,
      OptionalInt maxFirstTokenIncrease,
      OptionalInt minRequests) {
    public static Canary none() {
      return new Canary(
          false,
          OptionalInt.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());
    }
  }

  public static Deployment standard() {
    return new Deployment(Optional.empty(), Optional.empty(), Optional.empty(), Canary.none());
  }
}
