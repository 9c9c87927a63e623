package io.aimengine.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The engine as the real `openai` Python client sees it.
@Tag("e2e")
class OpenAiClientE2eTest {

  private static final String VERSION = "3.54.0";

  @Test
  void satisfiesTheRealClient() throws Exception {
    try (var engine = EngineProcess.start("--parallel", "4", "--ctx-size", "2048").awaitReady()) {
      String output = run(List.of(python(), script(), engine.baseUrl() + "/v1", "smollm2"));
      assertThat(output.lines().filter(line -> line.startsWith("ok "))).hasSize(10);
    }
  }

  @Test
  void embedsForTheRealClient() throws Exception {
    try (var engine = EngineProcess.start("--embedding", "--ctx-size", "512").awaitReady()) {
      String output =
          run(List.of(python(), script(), engine.baseUrl() + "/v1", "smollm2", "embedding"));
      assertThat(output).contains("ok embeds");
    }
  }

  private static String script() {
    Path folder = Path.of("").toAbsolutePath();
    Path script = Path.of("e2e", "openai_client", "test_openai.py");
    while (!Files.exists(folder.resolve(script))) {
      folder = folder.resolve("..").normalize();
    }
    return folder.resolve(script).toString();
  }

  /// The interpreter of a virtual environment with the client, made once.
  private static String python() throws IOException, InterruptedException {
    Path venv = TestModel.cache().resolve("venv-openai-" + VERSION);
    if (!Files.isDirectory(venv)) {
      Files.createDirectories(TestModel.cache());
      Path marker = venv.resolveSibling(venv.getFileName() + ".part");
      run(List.of("python3", "-m", "venv", "--clear", marker.toString()));
      String pip = marker.resolve("bin/python").toString();
      run(List.of(pip, "-m", "pip", "install", "--quiet", "openai==" + VERSION));
      Files.move(marker, venv, StandardCopyOption.ATOMIC_MOVE);
    }
    return venv.resolve("bin/python").toString();
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    assertThat(ended && process.exitValue() == 0).as(output).isTrue();
    return output;
  }
}
