package io.aimengine.metrics;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// A Prometheus histogram: how many observations, their sum, and how many were at most each bound.
public record Histogram(double count, double sum, NavigableMap<Double, Double> buckets) {
  public Histogram {
    buckets = Collections.unmodifiableNavigableMap(new TreeMap<>(buckets));
  }

  /// Nothing observed.
  public static Histogram empty() {
    return new Histogram(0, 0, new TreeMap<>());
  }

  /// Both together; engines of one release have the same bounds.
  public Histogram plus(Histogram other) {
    var all = new TreeMap<>(buckets);
    other.buckets.forEach((bound, n) -> all.merge(bound, n, Double::sum));
    return new Histogram(count + other.count, sum + other.sum, all);
  }

  /// What came since an earlier look; everything, when the engine was restarted in between.
  public Histogram since(Histogram earlier) {
    if (earlier.count > count) {
      return this;
    }
    var added = new TreeMap<Double, Double>();
    buckets.forEach((bound, n) -> added.put(bound, n - earlier.buckets.getOrDefault(bound, 0.0)));
    return new Histogram(count - earlier.count, sum - earlier.sum, added);
  }

  /// An estimate, as PromQL's `histogram_quantile` makes it: linear within the bucket, and the
  /// highest finite bound for what lies above it.
  public Optional<Double> quantile(double q) {
    if (count <= 0 || buckets.isEmpty()) {
      return Optional.empty();
    }
    var rank = q * count;
    var lowerBound = 0.0;
    var below = 0.0;
    for (var bucket : buckets.entrySet()) {
      if (bucket.getValue() >= rank) {
        return Optional.of(inside(bucket.getKey(), bucket.getValue(), lowerBound, below, rank));
      }
      lowerBound = Double.isInfinite(bucket.getKey()) ? lowerBound : bucket.getKey();
      below = bucket.getValue();
    }
    return Optional.of(lowerBound);
  }

  private static double inside(double bound, double n, double lower, double below, double rank) {
    return Double.isInfinite(bound) || n <= below
        ? lower
        : lower + (bound - lower) * (rank - below) / (n - below);
  }
}
