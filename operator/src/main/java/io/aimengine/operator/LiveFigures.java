package io.aimengine.operator;

import io.aimengine.metrics.Latency;
import io.aimengine.metrics.Load;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Optional;

/// What the engines of each endpoint tell, on the operator's own /metrics. What no engine tells is
/// not there.
final class LiveFigures {
  private final Figures figures;

  LiveFigures(Figures figures) {
    this.figures = figures;
  }

  void show(ResourceID endpoint, Load load) {
    var answered = load.replicas() > 0;
    var ttft = load.timeToFirstToken();
    show(
        endpoint,
        "aim_endpoint_requests_running",
        "Requests that the engines work on",
        Optional.of(load.running()).filter(_ -> answered));
    show(
        endpoint,
        "aim_endpoint_requests_waiting",
        "Requests that wait in the engines",
        Optional.of(load.waiting()).filter(_ -> answered));
    show(
        endpoint,
        "aim_endpoint_requests_per_second",
        "Requests that were answered, over the last minute",
        load.requestsPerSecond());
    show(
        endpoint,
        "aim_endpoint_kv_cache_utilization",
        "Used share of the KV cache of the fullest replica",
        load.kvUse());
    show(
        endpoint,
        "aim_endpoint_ttft_p50_seconds",
        "Median time to the first token over the last minute",
        ttft.map(Latency::p50));
    show(
        endpoint,
        "aim_endpoint_ttft_p95_seconds",
        "95th percentile of the time to the first token over the last minute",
        ttft.map(Latency::p95));
  }

  private void show(ResourceID endpoint, String name, String help, Optional<Double> value) {
    var labels = labels(endpoint);
    value.ifPresentOrElse(
        v -> figures.gauge(name, help, () -> v, labels), () -> figures.forget(name, labels));
  }

  void forget(ResourceID endpoint) {
    show(endpoint, Load.of(List.of()));
  }

  private static String[] labels(ResourceID endpoint) {
    return new String[] {
      "namespace", endpoint.getNamespace().orElse(""), "endpoint", endpoint.getName()
    };
  }
}
