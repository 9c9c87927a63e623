package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.local.run.ProcessId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The README's quick start, and what must not break it: a real model, real processes.
@Tag("e2e")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class QuickStartE2eTest {
  private static final String MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct";
  private static final String NAME = "huggingfacetb-smollm2-135m-instruct";

  private Aim aim = Aim.in(Path.of(""));
  private String url = "";

  @BeforeAll
  void launchesTheModelOfTheReadme(@TempDir Path folder) {
    aim = Aim.in(folder);
    var launched = aim.run("launch", MODEL, "-o", "json");

    assertThat(launched.exit()).as(launched.err()).isZero();
    assertThat(launched.data().path("status").asText()).isEqualTo("ready");
    url = launched.data().path("endpoint_url").asText();
    assertThat(url).startsWith("http://127.0.0.1:").endsWith("/v1");
  }

  @AfterAll
  void stopLeavesNothingRunning() {
    var pid = status().path("engine_pid").asLong();
    assertThat(aim.run("stop", "--all").exit()).isZero();
    // a zombie whose parent does not reap is dead all the same
    assertThat(ProcessId.of(pid).filter(ProcessId::isAlive)).isEmpty();
  }

  private JsonNode status() {
    var listed = aim.run("list", "-o", "json");
    assertThat(listed.exit()).as(listed.err()).isZero();
    return listed.data().path(0);
  }

  private String chat(String body) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  @Test
  @Order(1)
  void answersAChatUnderTheNameOfTheManifest() throws Exception {
    var answer =
        chat(
            """
            {"model": "%s", "max_tokens": 16, "temperature": 0,
             "messages": [{"role": "user", "content": "What is the capital of France?"}]}\
            """
                .formatted(MODEL));

    assertThat(answer).contains("Paris").contains("\"usage\"");
  }

  @Test
  @Order(2)
  void talksToTheRealOpenaiClient() throws Exception {
    var script = Aim.checkout().resolve("e2e/openai_client/run");
    var process =
        new ProcessBuilder(List.of(script.toString(), url, MODEL))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  @Order(3)
  void itsSnippetsRunAsTheyArePrinted() throws Exception {
    var curl = aim.run("snippet", NAME);
    assertThat(answered("bash", "-c", curl.out())).contains("\"choices\"");

    var python = aim.run("snippet", "-l", "python");
    assertThat(answered(openai().toString(), "-c", python.out())).isNotBlank();
  }

  private static String answered(String... argv) throws Exception {
    var process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /// The Python that e2e/openai_client made for itself.
  private static Path openai() throws java.io.IOException {
    var cache =
        System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
    try (var all = java.nio.file.Files.list(Path.of(cache, "aim-engine"))) {
      return all.filter(path -> path.getFileName().toString().matches("venv-openai-[0-9.]+"))
          .map(path -> path.resolve("bin/python"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  @Order(3)
  void aSecondLaunchOfTheSameChangesNothing() {
    var before = status();
    var again = aim.run("launch", MODEL, "-o", "json");

    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.json().path("message").asText()).contains("unchanged");
    assertThat(status().path("engine_pid")).isEqualTo(before.path("engine_pid"));
  }

  @Test
  @Order(4)
  void statusShowsLiveFigures() {
    var status = aim.run("status", NAME, "-o", "json");

    assertThat(status.exit()).as(status.err()).isZero();
    assertThat(status.data().path("metrics").path("generation_tokens").asDouble()).isPositive();
    assertThat(status.data().path("metrics").path("ttft_seconds").path("mean").asDouble())
        .isPositive();
  }

  @Test
  @Order(5)
  void testSendsOneRealRequest() {
    var tested = aim.run("test", NAME);

    assertThat(tested.exit()).as(tested.err()).isZero();
    assertThat(tested.out()).contains("ok");
  }

  @Test
  @Order(6)
  void aKilledEngineIsStartedAgain() {
    var before = status().path("engine_pid").asLong();
    ProcessHandle.of(before).orElseThrow().destroyForcibly();

    Aim.await(
        "a new engine is ready",
        () -> {
          var now = status();
          return now.path("status").asText().equals("ready")
              && now.path("engine_pid").asLong() != before;
        });
  }

  @Test
  @Order(7)
  void aKilledSupervisorIsReplacedAndTheEngineKept() {
    var before = status();
    ProcessHandle.of(before.path("supervisor_pid").asLong()).orElseThrow().destroyForcibly();

    Aim.await(
        "a new supervisor holds the same engine",
        () -> {
          var now = status();
          return now.path("status").asText().equals("ready")
              && now.path("supervisor_pid").asLong() != before.path("supervisor_pid").asLong()
              && now.path("engine_pid").equals(before.path("engine_pid"));
        });
  }

  @Test
  @Order(8)
  void aPortInUseIsRefusedByTheNameOfItsHolder() {
    var port = String.valueOf(URI.create(url).getPort());
    var refused = aim.run("launch", MODEL, "--name", "second", "--port", port, "-o", "json");

    assertThat(refused.exit()).isEqualTo(Exit.LAUNCH.code());
    assertThat(refused.json().path("error").path("code").asText()).isEqualTo("port.taken");
    assertThat(refused.json().path("error").path("message").asText()).contains(NAME);
  }
}
