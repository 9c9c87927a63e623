package io.aimengine.local.metrics;

import io.aimengine.local.run.Deadline;
import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.RunSpec.Serving;
import io.aimengine.metrics.LiveReading;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Reads what a running engine does right now from its metrics page.
public final class LiveMetrics {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final EngineHttp http;
  private final String path;
  private final Map<String, String> names;

  /// `names` maps `running`, `waiting`, `kv_use`, `ttft`, `itl`, `prompt_tokens`,
  /// `generation_tokens` and `requests` to the engine's metric names.
  public LiveMetrics(EngineHttp http, String path, Map<String, String> names) {
    this.http = http;
    this.path = path;
    this.names = Map.copyOf(names);
  }

  public static LiveMetrics of(Serving serving) {
    var http = new EngineHttp(serving.reachableHost(), serving.port(), "");
    return new LiveMetrics(http, serving.metricsPath(), serving.metricNames());
  }

  /// Looks twice, this far apart; empty when the engine does not answer.
  public Optional<LiveReading> read(Duration interval) {
    try {
      var first = page();
      var begin = System.nanoTime();
      Deadline.pause(interval);
      var second = page();
      var seconds = (System.nanoTime() - begin) / 1e9;
      return Optional.of(LiveReading.between(names, first, second, seconds));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private String page() throws IOException {
    var answer = http.get(path, TIMEOUT);
    if (!answer.isOk()) {
      throw new IOException("GET " + path + ": HTTP " + answer.status());
    }
    return answer.body();
  }
}
