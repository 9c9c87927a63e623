package io.aimengine.render;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What watches an endpoint: who scrapes its replicas, what is alarming, what a dashboard shows.
final class Watching {
  private static final String PATH = "spec.monitoring";

  private Watching() {}

  static void add(Rendering rendering, OptionalObjects objects) {
    var wanted = rendering.plan().spec().monitoring();
    if (!wanted.enabled() || !wanted.prometheus().enabled().orElse(true)) {
      return;
    }
    monitor(rendering, objects);
    objects.add(
        OptionalKind.PROMETHEUS_RULE,
        Labels.meta(rendering, rendering.name(), "alerts"),
        () -> new Alerts(rendering).spec(),
        PATH,
        "nothing raises an alarm");
  }

  /// Services are watched where both can be; a cluster may have one kind only.
  private static void monitor(Rendering rendering, OptionalObjects objects) {
    var pods =
        rendering.cluster().has(OptionalKind.POD_MONITOR)
            && !rendering.cluster().has(OptionalKind.SERVICE_MONITOR);
    objects.add(
        pods ? OptionalKind.POD_MONITOR : OptionalKind.SERVICE_MONITOR,
        Labels.meta(rendering, rendering.name(), "metrics"),
        () ->
            spec(
                rendering, pods ? "server" : "service", pods ? "podMetricsEndpoints" : "endpoints"),
        PATH,
        "nobody scrapes its metrics");
  }

  /// The job is named after the endpoint: dashboards and alerts find it so.
  private static Map<String, Object> spec(Rendering rendering, String component, String field) {
    var prometheus = rendering.plan().spec().monitoring().prometheus();
    var labels = new LinkedHashMap<>(Labels.selector(rendering.name()));
    labels.put(Labels.COMPONENT, component);
    var endpoint = new LinkedHashMap<String, Object>();
    endpoint.put("port", Workload.PORT_NAME);
    endpoint.put("path", prometheus.path().orElse(rendering.launch().engine().probe().metrics()));
    prometheus.interval().ifPresent(i -> endpoint.put("interval", i.toSeconds() + "s"));
    var spec = new LinkedHashMap<String, Object>();
    spec.put("jobLabel", Labels.INSTANCE);
    spec.put("selector", Map.of("matchLabels", labels));
    spec.put(field, List.of(endpoint));
    return spec;
  }

  static Optional<HasMetadata> dashboard(Rendering rendering) {
    var wanted = rendering.plan().spec().monitoring();
    return wanted.enabled() && wanted.grafana().enabled().orElse(true)
        ? Optional.of(Dashboard.of(rendering))
        : Optional.empty();
  }

  /// Metrics that the manifest names and no panel shows.
  static List<Problem> problems(Rendering rendering) {
    return rendering.plan().spec().monitoring().metrics().stream()
        .filter(name -> !Panel.ids().contains(name))
        .map(name ->
            Problem.warning(
                "render.unknown-metric",
                PATH + ".metrics",
                Mark.NONE,
                "no panel shows \"" + name + "\"",
                "known: " + String.join(", ", Panel.ids())))
        .toList();
  }
}
