package io.aimengine.local.metrics;

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
    Optional<Double> requests) {}
