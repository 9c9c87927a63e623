package io.aimengine.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("e2e")
class EngineLifeE2eTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// Long enough to be seen running, and over in the 10 s of a drain on a busy machine.
  private static final int TOKENS = 100;

  private static final String RUNNING =
      "vllm:num_requests_running{engine=\"0\",model_name=\"smollm2\"} 1.0";

  @Test
  void lastAnswersAreFinishedBeforeItEnds() throws Exception {
    try (var engine = EngineProcess.start("--ctx-size", "1024", "--metrics").awaitReady()) {
      var answer =
          CompletableFuture.supplyAsync(() -> {
            try {
              return engine.post(
                  "/v1/completions",
                  "{\"prompt\":\"Once\",\"max_tokens\":" + TOKENS + ",\"ignore_eos\":true}");
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      while (!engine.get("/metrics").body().contains(RUNNING)) {
        Thread.sleep(5);
      }
      engine.process.destroy();
      assertThat(engine.exitCode()).isZero();
      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat(JSON.readTree(answer.get().body()).at("/usage/completion_tokens").asInt())
          .isEqualTo(TOKENS);
    }
  }

  @Test
  void embeds() throws Exception {
    try (var engine = EngineProcess.start("--embedding", "--ctx-size", "512").awaitReady()) {
      var response =
          engine.post(
              "/v1/embeddings",
              "{\"model\":\"smollm2\",\"input\":[\"a cat sat\",\"a cat sat\",\"gross profit\"]}");
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonNode data = JSON.readTree(response.body()).path("data");
      assertThat(data.get(0).path("embedding").size()).isEqualTo(576);
      assertThat(product(data.get(0), data.get(0))).isBetween(0.999, 1.001);
      assertThat(product(data.get(0), data.get(1))).isBetween(0.999, 1.001);
      assertThat(product(data.get(0), data.get(2))).isLessThan(0.999);
      var tooLong = "{\"input\":\"" + "word ".repeat(600) + "\"}";
      assertThat(engine.post("/v1/embeddings", tooLong).statusCode()).isEqualTo(400);
    }
  }

  private static double product(JsonNode one, JsonNode two) {
    double sum = 0;
    for (int i = 0; i < one.path("embedding").size(); i++) {
      sum += one.path("embedding").get(i).asDouble() * two.path("embedding").get(i).asDouble();
    }
    return sum;
  }

  @Test
  void saysInOneLineWhyItCannotStart(@TempDir Path folder) throws Exception {
    Path noModel = Files.writeString(folder.resolve("no.gguf"), "this is no model");
    String model = TestModel.file().toString();
    check(List.of("--model", noModel.toString(), "--port", "0"), 1, "cannot load the model");
    check(List.of("--model", folder + "/absent.gguf"), 1, "cannot read the model");
    check(List.of("--model", model, "--max-batch-size", "4"), 2, "unknown option");
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      check(List.of("--model", model, "--port", port), 1, "cannot listen on 127.0.0.1:" + port);
    }
  }

  private static void check(List<String> argv, int exit, String message) throws Exception {
    try (var engine = EngineProcess.launch(0, argv)) {
      assertThat(engine.exitCode()).as(engine.log()).isEqualTo(exit);
      assertThat(engine.log().lines().toList().getLast())
          .startsWith("embedded engine: ")
          .contains(message);
      assertThat(engine.log()).doesNotContain("\tat ");
    }
  }
}
