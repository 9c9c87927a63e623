package io.aimengine.metrics;

import java.util.Map;
import java.util.Optional;

/// What one look at an engine's metrics page told, small enough to be kept for every replica.
/// Requests, tokens and histograms are those of the engine's life, `kvUse` is from 0 to 1.
public record Snapshot(
    Optional<Double> running,
    Optional<Double> waiting,
    Optional<Double> kvUse,
    Optional<Double> promptTokens,
    Optional<Double> generatedTokens,
    Optional<Double> requests,
    Optional<Histogram> timeToFirstToken,
    Optional<Histogram> interTokenLatency) {

  /// From Prometheus text; `names` as for `LiveReading`.
  public static Snapshot of(Map<String, String> names, String page) {
    return of(new MetricNames(names), Scrape.of(page));
  }

  static Snapshot of(MetricNames names, Scrape scrape) {
    return new Snapshot(
        sum(names, scrape, MetricNames.RUNNING),
        sum(names, scrape, MetricNames.WAITING),
        names.in(scrape, MetricNames.KV_USE).flatMap(scrape::max),
        sum(names, scrape, MetricNames.PROMPT_TOKENS),
        sum(names, scrape, MetricNames.GENERATION_TOKENS),
        sum(names, scrape, MetricNames.REQUESTS),
        names.in(scrape, MetricNames.TTFT).flatMap(scrape::histogram),
        names.in(scrape, MetricNames.ITL).flatMap(scrape::histogram));
  }

  private static Optional<Double> sum(MetricNames names, Scrape scrape, String key) {
    return names.in(scrape, key).flatMap(scrape::sum);
  }
}
