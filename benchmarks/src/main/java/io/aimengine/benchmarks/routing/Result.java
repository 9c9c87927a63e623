package io.aimengine.benchmarks.routing;

import java.util.List;

/// Times to the first token of one run in seconds, sorted, and the share of prompt tokens that came
/// from a cache.
record Result(List<Double> firstTokens, double hitRatio) {
  double mean() {
    return firstTokens.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  double quantile(double q) {
    return firstTokens.get((int) Math.min(firstTokens.size() - 1, q * firstTokens.size()));
  }
}
