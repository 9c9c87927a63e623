package io.aimengine.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The graphs of an endpoint's dashboard. `id` is the name by which `spec.monitoring.metrics`
/// chooses one, `unit` Grafana's name of it; a query that the engine version cannot answer is left
/// out, and a graph without queries too.
record Panel(String id, String title, String unit, Function<Queries, Map<String, String>> asked) {
  static final List<Panel> ALL =
      List.of(
          new Panel(
              "requests_per_second",
              "Requests",
              "reqps",
              q -> lines("finished", q.rate("requests"))),
          new Panel(
              "latency_p95",
              "Request latency",
              "s",
              q -> lines("p50", q.quantile(0.5, "e2e"), "p95", q.quantile(0.95, "e2e"))),
          new Panel(
              "time_to_first_token",
              "Time to first token",
              "s",
              q -> lines("p50", q.quantile(0.5, "ttft"), "p95", q.quantile(0.95, "ttft"))),
          new Panel(
              "inter_token_latency",
              "Time between tokens",
              "s",
              q -> lines("p50", q.quantile(0.5, "itl"), "p95", q.quantile(0.95, "itl"))),
          new Panel(
              "tokens_per_second",
              "Tokens",
              "short",
              q ->
                  lines(
                      "generated", q.rate("generation_tokens"), "prompt", q.rate("prompt_tokens"))),
          new Panel(
              "requests_in_flight",
              "Requests in flight",
              "short",
              q -> lines("running", q.sum("running"), "waiting", q.sum("waiting"))),
          new Panel(
              "kv_cache_usage",
              "KV cache in use",
              "percentunit",
              q -> lines("average", q.average("kv_use"), "fullest replica", q.highest("kv_use"))),
          new Panel(
              "prefix_cache_hits",
              "Prefix cache hits",
              "percentunit",
              q -> lines("hits", q.share("prefix_hits", "prefix_queries"))),
          new Panel(
              "preemptions",
              "Preempted requests",
              "short",
              q -> lines("preempted a second", q.rate("preemptions"))),
          new Panel(
              "gpu_utilization",
              "GPU activity",
              "percent",
              q -> lines("average", Optional.of(q.gpu("avg", "gpu_gfx_activity")))),
          new Panel(
              "memory_usage",
              "GPU memory",
              "decmbytes",
              q ->
                  lines(
                      "used",
                      Optional.of(q.gpu("sum", "gpu_used_vram")),
                      "there",
                      Optional.of(q.gpu("sum", "gpu_total_vram")))),
          new Panel(
              "replicas",
              "Replicas",
              "short",
              q -> lines("answering", Optional.of(q.answering()))));

  /// Legend to query.
  Map<String, String> lines(Queries queries) {
    return asked.apply(queries);
  }

  /// Whether it is of the GPU, which a CPU engine has none of.
  boolean ofGpu() {
    return id.equals("gpu_utilization") || id.equals("memory_usage");
  }

  static List<String> ids() {
    return ALL.stream().map(Panel::id).toList();
  }

  private static Map<String, String> lines(String legend, Optional<String> query) {
    return query.map(q -> Map.of(legend, q)).orElse(Map.of());
  }

  private static Map<String, String> lines(
      String legend, Optional<String> query, String second, Optional<String> other) {
    var lines = new LinkedHashMap<>(lines(legend, query));
    lines.putAll(lines(second, other));
    return lines;
  }
}
