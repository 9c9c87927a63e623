package io.aimengine.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The engine as the real `openai` Python client sees it.
@Tag("e2e")
class OpenAiClientE2eTest {

  @Test
  void satisfiesTheRealClient() throws Exception {
    try (var engine = EngineProcess.start("--parallel", "4", "--ctx-size", "2048").awaitReady()) {
      String output = run(List.of(script(), engine.baseUrl() + "/v1", "smollm2"));
      assertThat(output.lines().filter(line -> line.startsWith("ok "))).hasSize(10);
    }
  }

  @Test
  void embedsForTheRealClient() throws Exception {
    try (var engine = EngineProcess.start("--embedding", "--ctx-size", "512").awaitReady()) {
      String output = run(List.of(script(), engine.baseUrl() + "/v1", "smollm2", "embedding"));
      assertThat(output).contains("ok embeds");
    }
  }

  private static String script() {
    Path folder = Path.of("").toAbsolutePath();
    Path script = Path.of("e2e", "openai_client", "run");
    while (!Files.exists(folder.resolve(script))) {
      folder = folder.resolve("..").normalize();
    }
    return folder.resolve(script).toString();
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    assertThat(ended && process.exitValue() == 0).as(output).isTrue();
    return output;
  }
}
