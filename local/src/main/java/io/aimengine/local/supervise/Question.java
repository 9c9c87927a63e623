package io.aimengine.local.supervise;

import io.aimengine.launch.TaskRequest;
import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.Json;
import io.aimengine.local.run.RunSpec.Serving;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// The smallest real request of a model's task, put to an engine.
record Question(TaskRequest request) {
  private static final int MESSAGE_LIMIT = 300;

  static Question of(Serving serving) {
    return new Question(TaskRequest.of(serving.task(), serving.servedModel()));
  }

  /// Empty when it was answered as it should be, else what went wrong.
  Optional<String> put(EngineHttp http, Duration timeout) {
    try {
      var answer = http.post(request.path(), request.body(), timeout);
      if (!answer.isOk()) {
        return failure("HTTP " + answer.status() + ": " + shortened(answer.body()));
      }
      var results = Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
      return results.size(request.resultField()) > 0
          ? Optional.empty()
          : failure("no " + request.resultField() + " in the answer: " + shortened(answer.body()));
    } catch (IOException | IllegalArgumentException e) {
      return failure(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> failure(String what) {
    return Optional.of("POST " + request.path() + ": " + what);
  }

  private static String shortened(String body) {
    var line = body.replaceAll("\\s+", " ").strip();
    return line.length() > MESSAGE_LIMIT ? line.substring(0, MESSAGE_LIMIT) + "…" : line;
  }
}
