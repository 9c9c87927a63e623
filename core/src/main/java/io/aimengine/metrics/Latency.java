package io.aimengine.metrics;

import java.util.Optional;

/// How long something took, in seconds; the percentiles are estimates from histogram buckets.
public record Latency(long count, double mean, double p50, double p95) {

  /// Empty when nothing was observed.
  static Optional<Latency> of(Histogram histogram) {
    if (histogram.count() <= 0) {
      return Optional.empty();
    }
    var mean = histogram.sum() / histogram.count();
    return Optional.of(
        new Latency(
            Math.round(histogram.count()),
            mean,
            histogram.quantile(0.5).orElse(mean),
            histogram.quantile(0.95).orElse(mean)));
  }
}
