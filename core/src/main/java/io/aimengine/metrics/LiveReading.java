package io.aimengine.metrics;

import java.util.Map;
import java.util.Optional;

/// What an engine says of itself; empty is what it does not say. Rates are per second over the last
/// moment, totals and `timeToFirstToken` over the engine's life, `kvUse` is from 0 to 1.
public record LiveReading(
    Optional<Latency> timeToFirstToken,
    Optional<Latency> recentTimeToFirstToken,
    Optional<Latency> interTokenLatency,
    Optional<Double> generatedPerSecond,
    Optional<Double> promptPerSecond,
    Optional<Double> running,
    Optional<Double> waiting,
    Optional<Double> kvUse,
    Optional<Double> promptTokens,
    Optional<Double> generatedTokens,
    Optional<Double> requests) {

  /// From two looks at a metrics page, `seconds` apart. `names` maps `running`, `waiting`,
  /// `kv_use`, `ttft`, `itl`, `prompt_tokens`, `generation_tokens` and `requests` to the engine's
  /// own names.
  public static LiveReading between(
      Map<String, String> names, String before, String now, double seconds) {
    return new Comparison(Snapshot.of(names, before), Snapshot.of(names, now), seconds).reading();
  }
}
