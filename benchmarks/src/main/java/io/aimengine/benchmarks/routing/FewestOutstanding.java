package io.aimengine.benchmarks.routing;

/// The replica with the fewest unanswered requests, equals in turn.
final class FewestOutstanding implements Rule {
  private final int[] outstanding;
  private int next;

  FewestOutstanding(int replicas) {
    outstanding = new int[replicas];
  }

  @Override
  public int choose(Arrival arrival, double now) {
    var best = next++ % outstanding.length;
    for (var step = 1; step < outstanding.length; step++) {
      var other = (best + step) % outstanding.length;
      best = outstanding[other] < outstanding[best] ? other : best;
    }
    outstanding[best]++;
    return best;
  }

  @Override
  public void ended(Arrival arrival, int replica, double now) {
    outstanding[replica]--;
  }
}
