package io.aimengine.benchmarks.routing;

/// One after the other.
final class RoundRobin implements Rule {
  private final int replicas;
  private int next;

  RoundRobin(int replicas) {
    this.replicas = replicas;
  }

  @Override
  public int choose(Arrival arrival, double now) {
    return next++ % replicas;
  }
}
