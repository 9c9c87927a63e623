package io.aimengine.metrics;

import java.util.Optional;
import java.util.function.Function;

/// Two looks at the same engine, some seconds apart, and what they say together.
public record Comparison(Snapshot before, Snapshot now, double seconds) {

  public LiveReading reading() {
    return new LiveReading(
        now.timeToFirstToken().flatMap(Latency::of),
        firstTokens().flatMap(Latency::of),
        now.interTokenLatency().flatMap(Latency::of),
        rate(Snapshot::generatedTokens),
        rate(Snapshot::promptTokens),
        now.running(),
        now.waiting(),
        now.kvUse(),
        now.promptTokens(),
        now.generatedTokens(),
        now.requests());
  }

  /// Times to the first token of requests between the two.
  Optional<Histogram> firstTokens() {
    return now.timeToFirstToken().flatMap(after -> before.timeToFirstToken().map(after::since));
  }

  // a counter that fell began anew: the engine was restarted
  Optional<Double> rate(Function<Snapshot, Optional<Double>> counter) {
    return counter
        .apply(now)
        .flatMap(after -> counter.apply(before).map(first -> first > after ? after : after - first))
        .filter(any -> seconds > 0)
        .map(added -> added / seconds);
  }
}
