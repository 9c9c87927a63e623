package io.aimengine.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What watches the endpoint. `metrics` are the names that a manifest selects; empty means all.
public record Monitoring(
    boolean enabled, Prometheus prometheus, Grafana grafana, List<String> metrics) {

  /// Scraping by Prometheus.
  public record Prometheus(
      Optional<Boolean> enabled, Optional<Duration> interval, Optional<String> path) {}

  /// A dashboard by name.
  public record Grafana(Optional<Boolean> enabled, Optional<String> dashboard) {}

  public Monitoring {
    metrics = List.copyOf(metrics);
  }

  public static Monitoring none() {
    return new Monitoring(
        false,
        new Prometheus(Optional.empty(), Optional.empty(), Optional.empty()),
        new Grafana(Optional.empty(), Optional.empty()),
        List.of());
  }
}
