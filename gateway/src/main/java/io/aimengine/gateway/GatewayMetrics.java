package io.aimengine.gateway;

import io.aimengine.gateway.routing.EndpointFigures;
import io.aimengine.gateway.routing.Router;
import io.aimengine.gateway.wire.TokenUsage;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/// What the gateway counts, and the page that tells it. Labels are models that routes name, paths
/// of ours and statuses: nothing that a client can invent.
final class GatewayMetrics implements Finished.Listener, Gaps {
  private final Router router;
  private final Shared shared;
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<String, Histogram> firstPieces = new ConcurrentHashMap<>();
  private final Map<String, Histogram> durations = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> tokens = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> copies = new ConcurrentHashMap<>();
  private final Histogram gaps = new Histogram();

  GatewayMetrics(Router router, Shared shared) {
    this.router = router;
    this.shared = shared;
  }

  @Override
  public void gap(long nanos) {
    gaps.add(nanos);
  }

  void copied(String end) {
    count(copies, "end=\"" + end + "\"", 1);
  }

  @Override
  public void finished(Finished request) {
    var model = router.routes().find(request.model()).isPresent() ? request.model() : "";
    var label = "model=\"" + escaped(model) + "\"";
    count(
        requests,
        label + ",path=\"" + request.path() + "\",status=\"" + request.status() + "\"",
        1);
    durations.computeIfAbsent(label, any -> new Histogram()).add(request.over() - request.start());
    if (request.firstPiece() != 0) {
      firstPieces
          .computeIfAbsent(label, any -> new Histogram())
          .add(request.firstPiece() - request.start());
    }
    request.usage().ifPresent(usage -> tokens(label, usage));
  }

  private void tokens(String label, TokenUsage usage) {
    count(tokens, label + ",type=\"input\"", usage.prompt());
    count(tokens, label + ",type=\"output\"", usage.completion());
    count(tokens, label + ",type=\"cached\"", usage.cached());
  }

  private static void count(Map<String, LongAdder> counters, String labels, long more) {
    counters.computeIfAbsent(labels, any -> new LongAdder()).add(more);
  }

  /// Prometheus's text form.
  String page() {
    var page = new StringBuilder(8192);
    type(page, "aim_gateway_requests_total", "counter", "Requests that are over.");
    counters(page, "aim_gateway_requests_total", requests);
    type(page, "aim_gateway_tokens_total", "counter", "Tokens, as engines count them.");
    counters(page, "aim_gateway_tokens_total", tokens);
    type(page, "aim_gateway_copies_total", "counter", "Copies of requests, to mirrors.");
    counters(page, "aim_gateway_copies_total", copies);
    shared
        .observers()
        .log()
        .ifPresent(log -> {
          type(page, "aim_gateway_access_log_left_out_total", "counter", "Lines not written.");
          page.append("aim_gateway_access_log_left_out_total ").append(log.leftOut()).append('\n');
        });
    type(page, "aim_gateway_in_flight", "gauge", "Requests under way.");
    page.append("aim_gateway_in_flight ").append(shared.underWay()).append('\n');
    type(page, "aim_gateway_body_bytes", "gauge", "Memory of request bodies.");
    page.append("aim_gateway_body_bytes ").append(shared.budget().used()).append('\n');
    histograms(
        page,
        "gen_ai_server_time_to_first_token_seconds",
        "From the request's head to the answer's first piece.",
        firstPieces);
    histograms(
        page,
        "gen_ai_server_request_duration_seconds",
        "From the request's head to the answer's end.",
        durations);
    type(page, "aim_gateway_inter_piece_seconds", "histogram", "Between two pieces of an answer.");
    gaps.write(page, "aim_gateway_inter_piece_seconds", "");
    endpoints(page);
    return page.toString();
  }

  private void endpoints(StringBuilder page) {
    var figures = router.figures(System.nanoTime());
    each(page, "outstanding", "gauge", "Requests with engines.", figures, f -> f.outstanding());
    each(page, "held", "gauge", "Requests that wait for a replica.", figures, f -> f.held());
    each(page, "sent_total", "counter", "Requests sent to engines.", figures, f -> f.sent());
    each(page, "retried_total", "counter", "Second attempts.", figures, f -> f.retried());
    each(page, "refused_total", "counter", "Requests not served.", figures, f -> f.refused());
    type(page, "aim_gateway_prefix_hit_ratio", "gauge", "Of prompt bytes, thought to be cached.");
    for (var figure : figures) {
      figure
          .prefixHitRatio()
          .ifPresent(ratio -> sample(page, "prefix_hit_ratio", endpoint(figure), ratio));
    }
    type(page, "aim_gateway_replica_outstanding", "gauge", "Requests with one engine.");
    type(page, "aim_gateway_replica_available", "gauge", "0 while its breaker is open.");
    type(page, "aim_gateway_replica_waiting", "gauge", "Requests that wait there, as it says.");
    type(page, "aim_gateway_replica_kv_use", "gauge", "Used share of its KV cache, as it says.");
    for (var figure : figures) {
      for (var replica : figure.replicas()) {
        var labels = endpoint(figure) + ",replica=\"" + escaped(replica.replica()) + "\"";
        sample(page, "replica_outstanding", labels, replica.outstanding());
        sample(page, "replica_available", labels, replica.breaker().equals("open") ? 0 : 1);
        sample(page, "replica_waiting", labels, replica.engine().waiting());
        sample(page, "replica_kv_use", labels, replica.engine().kvUse());
      }
    }
  }

  private static void each(
      StringBuilder page,
      String name,
      String type,
      String help,
      Iterable<EndpointFigures> figures,
      ToDoubleFunction<EndpointFigures> value) {
    type(page, "aim_gateway_endpoint_" + name, type, help);
    figures.forEach(
        figure -> sample(page, "endpoint_" + name, endpoint(figure), value.applyAsDouble(figure)));
  }

  private static String endpoint(EndpointFigures figures) {
    return "endpoint=\"" + escaped(figures.endpoint()) + "\"";
  }

  private static void sample(StringBuilder page, String name, String labels, double value) {
    page.append("aim_gateway_").append(name).append('{').append(labels).append("} ");
    page.append(value).append('\n');
  }

  private static void counters(StringBuilder page, String name, Map<String, LongAdder> all) {
    new TreeMap<>(all)
        .forEach((labels, count) ->
            page.append(name)
                .append('{')
                .append(labels)
                .append("} ")
                .append(count.sum())
                .append('\n'));
  }

  private static void histograms(
      StringBuilder page, String name, String help, Map<String, Histogram> all) {
    type(page, name, "histogram", help);
    new TreeMap<>(all).forEach((labels, histogram) -> histogram.write(page, name, labels));
  }

  private static void type(StringBuilder page, String name, String type, String help) {
    page.append("# HELP ").append(name).append(' ').append(help).append('\n');
    page.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
