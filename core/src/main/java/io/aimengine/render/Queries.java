package io.aimengine.render;

import java.util.Optional;

/// PromQL over an endpoint's replicas, in the metric names of its engine version; empty where that
/// version has no such metric.
final class Queries {
  /// Long enough for a rate at a scrape interval of a minute.
  private static final String WINDOW = "[5m]";

  private final Rendering rendering;

  Queries(Rendering rendering) {
    this.rendering = rendering;
  }

  /// The monitors name the job after the endpoint.
  private String ours() {
    return "{namespace=\"%s\",job=\"%s\"}".formatted(rendering.namespace(), rendering.name());
  }

  private Optional<String> metric(String neutral) {
    return Optional.ofNullable(rendering.launch().engine().metrics().get(neutral));
  }

  /// Over all replicas.
  Optional<String> sum(String neutral) {
    return metric(neutral).map(name -> "sum(" + name + ours() + ")");
  }

  /// Of one replica, on average.
  Optional<String> average(String neutral) {
    return metric(neutral).map(name -> "avg(" + name + ours() + ")");
  }

  Optional<String> highest(String neutral) {
    return metric(neutral).map(name -> "max(" + name + ours() + ")");
  }

  /// A counter's growth a second, over all replicas.
  Optional<String> rate(String neutral) {
    return metric(neutral).map(name -> "sum(rate(" + name + ours() + WINDOW + "))");
  }

  /// The seconds that this share of requests stays below.
  Optional<String> quantile(double share, String neutral) {
    return metric(neutral)
        .map(name ->
            "histogram_quantile(%s, sum by (le) (rate(%s_bucket%s%s)))"
                .formatted(share, name, ours(), WINDOW));
  }

  /// One counter's growth as a share of another's.
  Optional<String> share(String part, String whole) {
    return rate(part).flatMap(p -> rate(whole).map(w -> p + " / " + w));
  }

  /// Replicas that are asked for metrics and answer.
  String answering() {
    return "sum(up" + ours() + ")";
  }

  /// A metric of AMD's device-metrics-exporter over the replicas' GPUs; it names pods by the labels
  /// namespace and pod, which Prometheus keeps where it is told to honour labels.
  String gpu(String function, String metric) {
    return "%s(%s{namespace=\"%s\",pod=~\"%s-(kserve-predictor-)?[a-z0-9]+-[a-z0-9]{5}\"})"
        .formatted(function, metric, rendering.namespace(), rendering.name());
  }
}
