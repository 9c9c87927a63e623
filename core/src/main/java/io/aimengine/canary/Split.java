package io.aimengine.canary;

/// How many replicas the last good release keeps, and how many the canary gets. Together they are
/// what is wanted; one replica alone cannot be divided, so the canary comes beside it.
public record Split(int stable, int canary) {
  public Split {
    if (stable < 0 || canary < 0) {
      throw new IllegalArgumentException(stable + " and " + canary + " replicas");
    }
  }

  /// The nearest to `percent` (1 to 100) of `replicas`. Below 100 each side has at least one; of
  /// none both have none.
  public static Split of(int replicas, int percent) {
    if (replicas <= 0) {
      return new Split(0, 0);
    }
    if (percent >= 100) {
      return new Split(0, replicas);
    }
    if (replicas == 1) {
      return new Split(1, 1);
    }
    var nearest = Math.toIntExact(Math.round(replicas * (double) percent / 100));
    var canary = Math.clamp(nearest, 1, replicas - 1);
    return new Split(replicas - canary, canary);
  }

  /// The share of the replicas that the canary has, in percent.
  public int percent() {
    var all = stable + canary;
    return all == 0 ? 0 : Math.toIntExact(Math.round(100.0 * canary / all));
  }
}
