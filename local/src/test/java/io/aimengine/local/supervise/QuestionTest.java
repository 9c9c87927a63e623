package io.aimengine.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Model.Task;
import io.aimengine.launch.TaskRequest;
import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.FakeWire;
import io.aimengine.local.run.RunSpec.Serving;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private static Question question(Task task) {
    return Question.of(new Serving("", 8000, "org/m", task, "/health", "/metrics", Map.of(), ""));
  }

  private static Optional<String> answered(Task task, String status, String body)
      throws IOException {
    try (var wire = FakeWire.answering("HTTP/1.1 " + status + "\r\n\r\n" + body)) {
      var http = new EngineHttp("127.0.0.1", wire.port(), "");
      return question(task).put(http, Duration.ofSeconds(10));
    }
  }

  @Test
  void asksForTheSmallestWorkOfEachTask() {
    assertThat(question(Task.TEXT_GENERATION).request())
        .isEqualTo(
            new TaskRequest(
                "/v1/completions",
                "{\"model\":\"org/m\",\"prompt\":\"Hello\",\"max_tokens\":1,\"temperature\":0}",
                "choices"));
    assertThat(question(Task.EMBEDDING).request().path()).isEqualTo("/v1/embeddings");
    assertThat(question(Task.RERANK).request().path()).isEqualTo("/v1/rerank");
  }

  @Test
  void takesOnlyARealResultForAnAnswer() throws IOException {
    assertThat(answered(Task.EMBEDDING, "200 OK", "{\"data\":[{\"embedding\":[1]}]}")).isEmpty();
    assertThat(answered(Task.EMBEDDING, "200 OK", "{\"data\":[]}").orElseThrow())
        .contains("no data in the answer");
    assertThat(answered(Task.RERANK, "200 OK", "<html>hello</html>").orElseThrow())
        .contains("POST /v1/rerank");
    assertThat(answered(Task.RERANK, "401 No", "{\"error\":\n \"no key\"}"))
        .contains("POST /v1/rerank: HTTP 401: {\"error\": \"no key\"}");
  }
}
