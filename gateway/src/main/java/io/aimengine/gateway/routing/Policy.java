package io.aimengine.gateway.routing;

/// How a replica is chosen.
public enum Policy {
  /// PREFIX_AWARE with two or more replicas, LEAST_OUTSTANDING otherwise.
  AUTOMATIC,
  LEAST_OUTSTANDING,
  PREFIX_AWARE
}
