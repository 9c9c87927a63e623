package io.aimengine.embedded.http;

import io.aimengine.embedded.model.Finish;
import io.aimengine.embedded.model.GenerationObserver;
import io.aimengine.embedded.model.Load;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts under vLLM's metric names, so that one dashboard and one scaler read every engine.
/// Buckets are vLLM 0.32's.
public final class EngineMetrics implements GenerationObserver {

  private final String labels;
  private final LongAdder promptTokens = new LongAdder();
  private final LongAdder generationTokens = new LongAdder();
  private final Map<Finish, LongAdder> finished = new EnumMap<>(Finish.class);

  private final Histogram timeToFirstToken =
      new Histogram(
          0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20,
          40, 80, 160, 640, 2560);
  private final Histogram interTokenLatency =
      new Histogram(
          0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40,
          80);
  private final Histogram requestLatency =
      new Histogram(
          0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920,
          7680);

  public EngineMetrics(String modelName) {
    String escaped = modelName.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    labels = "engine=\"0\",model_name=\"" + escaped + "\"";
    for (Finish finish : Finish.values()) {
      finished.put(finish, new LongAdder());
    }
  }

  @Override
  public void promptDone(int tokens, double secondsSinceArrival) {
    promptTokens.add(tokens);
    generationTokens.increment();
    timeToFirstToken.record(secondsSinceArrival);
  }

  @Override
  public void nextToken(double secondsSincePrevious) {
    generationTokens.increment();
    interTokenLatency.record(secondsSincePrevious);
  }

  @Override
  public void finished(Finish finish, int generatedTokens, double secondsSinceArrival) {
    count(finish);
    if (finish == Finish.STOP || finish == Finish.LENGTH) {
      requestLatency.record(secondsSinceArrival);
    }
  }

  /// An embedding was made.
  void embedded(int tokens, double seconds) {
    promptTokens.add(tokens);
    count(Finish.STOP);
    requestLatency.record(seconds);
  }

  private void count(Finish finish) {
    LongAdder counter = finished.get(finish);
    if (counter != null) {
      counter.increment();
    }
  }

  /// The page that Prometheus reads.
  String page(Load load) {
    var page = new StringBuilder(8192);
    gauge(
        page,
        "num_requests_running",
        "Number of requests in model execution batches.",
        load.running());
    gauge(
        page,
        "num_requests_waiting",
        "Number of requests waiting to be processed.",
        load.waiting());
    gauge(
        page,
        "kv_cache_usage_perc",
        "KV-cache usage. 1 means 100 percent usage.",
        load.kvCacheUsage());
    counter(page, "prompt_tokens_total", "Number of prefill tokens processed.", promptTokens);
    counter(
        page,
        "generation_tokens_total",
        "Number of generation tokens processed.",
        generationTokens);
    head(page, "request_success_total", "Count of successfully processed requests.", "counter");
    finished.forEach((finish, count) ->
        page.append("vllm:request_success_total{finished_reason=\"")
            .append(finish.wireName())
            .append("\",")
            .append(labels)
            .append("} ")
            .append(count.sum())
            .append(".0\n"));
    histogram(page, "time_to_first_token_seconds", "time to first token", timeToFirstToken);
    histogram(page, "inter_token_latency_seconds", "inter-token latency", interTokenLatency);
    histogram(page, "e2e_request_latency_seconds", "e2e request latency", requestLatency);
    return page.toString();
  }

  private static void head(StringBuilder page, String name, String help, String type) {
    page.append("# HELP vllm:").append(name).append(' ').append(help).append('\n');
    page.append("# TYPE vllm:").append(name).append(' ').append(type).append('\n');
  }

  private void gauge(StringBuilder page, String name, String help, double value) {
    head(page, name, help, "gauge");
    sample(page, name, value);
  }

  private void counter(StringBuilder page, String name, String help, LongAdder value) {
    head(page, name, help, "counter");
    sample(page, name, (double) value.sum());
  }

  private void sample(StringBuilder page, String name, double value) {
    page.append("vllm:").append(name).append('{').append(labels).append("} ").append(value);
    page.append('\n');
  }

  private void histogram(StringBuilder page, String name, String what, Histogram histogram) {
    head(page, name, "Histogram of " + what + " in seconds.", "histogram");
    histogram.write(page, "vllm:" + name, labels);
  }
}
