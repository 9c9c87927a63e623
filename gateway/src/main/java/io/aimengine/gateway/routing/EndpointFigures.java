package io.aimengine.gateway.routing;

import java.util.List;
import java.util.OptionalDouble;

/// What an endpoint is doing, for metrics and the dashboard; counts are over the gateway's life.
/// `idleSince` is the time, on the caller's clock in nanoseconds, when the last request ended.
public record EndpointFigures(
    String endpoint,
    int outstanding,
    int held,
    long sent,
    long retried,
    long refused,
    long promptBytes,
    long cachedBytes,
    long idleSince,
    List<ReplicaFigures> replicas) {
  public EndpointFigures {
    replicas = List.copyOf(replicas);
  }

  /// `breaker` is `closed`, `open` or `half_open`.
  public record ReplicaFigures(
      String replica, int outstanding, String breaker, EngineLoad engine) {}

  /// The share of all prompt bytes that a replica was thought to have cached; empty before any.
  public OptionalDouble prefixHitRatio() {
    return promptBytes == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) cachedBytes / promptBytes);
  }
}
