package io.aimengine.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is worth waking somebody for. The limits are estimates: nobody has tuned them on a running
/// fleet.
final class Alerts {
  private static final Duration LEAST_DOWN = Duration.ofMinutes(10);

  private final Rendering rendering;
  private final Queries queries;

  Alerts(Rendering rendering) {
    this.rendering = rendering;
    this.queries = new Queries(rendering);
  }

  /// The spec of a PrometheusRule.
  Map<String, Object> spec() {
    var group = new LinkedHashMap<String, Object>();
    group.put("name", "aim-endpoint." + rendering.namespace() + "." + rendering.name());
    group.put("rules", rules());
    return Map.of("groups", List.of(group));
  }

  private List<Map<String, Object>> rules() {
    var rules = new ArrayList<Map<String, Object>>();
    add(
        rules,
        new Alert("AIMEndpointDown", "critical", down(), "no replica answers"),
        Optional.of(queries.answering() + " == 0"));
    add(
        rules,
        new Alert("AIMEndpointQueueing", "warning", "10m", "requests wait for a free place"),
        queries.average("waiting").map(query -> query + " > 10"));
    add(
        rules,
        new Alert("AIMEndpointKVCacheFull", "warning", "15m", "the KV cache is full"),
        queries.highest("kv_use").map(query -> query + " > 0.95"));
    add(
        rules,
        new Alert("AIMEndpointSlowFirstToken", "warning", "15m", "the first token takes long"),
        queries.quantile(0.95, "ttft").map(query -> query + " > 10"));
    add(
        rules,
        new Alert("AIMEndpointPreempting", "warning", "15m", "requests are computed again"),
        queries.rate("preemptions").map(query -> query + " > 1"));
    return rules;
  }

  private record Alert(String name, String severity, String after, String summary) {}

  /// A start is no outage.
  private String down() {
    var start = StartBudget.of(rendering).total();
    return (start.compareTo(LEAST_DOWN) < 0 ? LEAST_DOWN : start).toMinutes() + "m";
  }

  private void add(List<Map<String, Object>> rules, Alert alert, Optional<String> query) {
    query.ifPresent(expression -> {
      var rule = new LinkedHashMap<String, Object>();
      rule.put("alert", alert.name());
      rule.put("expr", expression);
      rule.put("for", alert.after());
      rule.put("labels", labels(alert));
      rule.put("annotations", annotations(alert));
      rules.add(rule);
    });
  }

  private Map<String, String> labels(Alert alert) {
    var labels = new LinkedHashMap<String, String>();
    labels.put("severity", alert.severity());
    labels.put("namespace", rendering.namespace());
    labels.put("aimendpoint", rendering.name());
    return labels;
  }

  private Map<String, String> annotations(Alert alert) {
    var place = rendering.namespace() + "/" + rendering.name();
    var annotations = new LinkedHashMap<String, String>();
    annotations.put("summary", place + ": " + alert.summary());
    annotations.put(
        "description",
        rendering.plan().spec().model().id()
            + " by "
            + rendering.plan().candidate().label()
            + "; now {{ $value }}");
    return annotations;
  }
}
