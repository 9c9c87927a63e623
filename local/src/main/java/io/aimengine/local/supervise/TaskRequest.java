package io.aimengine.local.supervise;

import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.Json;
import io.aimengine.local.run.RunSpec.Serving;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The smallest real request of a model's task: one token, one vector, one ranking. An engine that
/// is healthy and cannot do that does not serve.
record TaskRequest(String path, String body, String resultField) {
  private static final int MESSAGE_LIMIT = 300;

  static TaskRequest of(Serving serving) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("model", serving.servedModel());
    return switch (serving.task()) {
      case TEXT_GENERATION -> {
        fields.put("prompt", "Hello");
        fields.put("max_tokens", 1);
        fields.put("temperature", 0);
        yield new TaskRequest("/v1/completions", text(fields), "choices");
      }
      case EMBEDDING -> {
        fields.put("input", "Hello");
        yield new TaskRequest("/v1/embeddings", text(fields), "data");
      }
      case RERANK -> {
        fields.put("query", "Hello");
        fields.put("documents", List.of("Hello", "Goodbye"));
        yield new TaskRequest("/v1/rerank", text(fields), "results");
      }
    };
  }

  private static String text(Map<String, Object> fields) {
    return new String(Json.write(fields), java.nio.charset.StandardCharsets.UTF_8);
  }

  /// Empty when it was answered as it should be, else what went wrong.
  Optional<String> send(EngineHttp http, Duration timeout) {
    try {
      var answer = http.post(path, body, timeout);
      if (!answer.isOk()) {
        return failure("HTTP " + answer.status() + ": " + shortened(answer.body()));
      }
      var results = Json.read(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return results.size(resultField) > 0
          ? Optional.empty()
          : failure("no " + resultField + " in the answer: " + shortened(answer.body()));
    } catch (IOException | IllegalArgumentException e) {
      return failure(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> failure(String what) {
    return Optional.of("POST " + path + ": " + what);
  }

  private static String shortened(String body) {
    var line = body.replaceAll("\\s+", " ").strip();
    return line.length() > MESSAGE_LIMIT ? line.substring(0, MESSAGE_LIMIT) + "…" : line;
  }
}
