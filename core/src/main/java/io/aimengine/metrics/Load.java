package io.aimengine.metrics;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What the replicas of an endpoint say together; empty is what none of them says. `running` and
/// `waiting` are summed over the `replicas` that answered, `kvUse` (0 to 1) is that of the fullest;
/// `timeToFirstToken` and `requestsPerSecond` are of the time that was compared.
public record Load(
    int replicas,
    double running,
    double waiting,
    Optional<Double> kvUse,
    Optional<Latency> timeToFirstToken,
    Optional<Double> requestsPerSecond) {

  /// A page without the number of running requests is no engine's and is left out.
  public static Load of(List<Comparison> pages) {
    var engines = pages.stream().filter(page -> page.now().running().isPresent()).toList();
    var rates = engines.stream().flatMap(page -> page.rate(Snapshot::requests).stream()).toList();
    return new Load(
        engines.size(),
        engines.stream().mapToDouble(page -> page.now().running().orElse(0.0)).sum(),
        engines.stream().mapToDouble(page -> page.now().waiting().orElse(0.0)).sum(),
        boxed(
            engines.stream()
                .flatMap(page -> page.now().kvUse().stream())
                .mapToDouble(use -> use)
                .max()),
        engines.stream()
            .flatMap(page -> page.firstTokens().stream())
            .reduce(Histogram::plus)
            .flatMap(Latency::of),
        rates.isEmpty()
            ? Optional.empty()
            : Optional.of(rates.stream().mapToDouble(rate -> rate).sum()));
  }

  private static Optional<Double> boxed(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
  }
}
