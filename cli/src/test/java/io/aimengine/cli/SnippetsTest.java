package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Model.Task;
import io.aimengine.local.run.RunSpec.Serving;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SnippetsTest {
  private static Snippets of(Task task, String model, String key) {
    return new Snippets(
        new Serving("0.0.0.0", 8123, model, task, "/health", "/metrics", Map.of(), key));
  }

  @ParameterizedTest
  @EnumSource(Task.class)
  void everyLanguageNamesTheRealAddressAndModel(Task task) {
    of(task, "org/model", "")
        .all()
        .forEach((language, text) ->
            assertThat(text).as(language).contains("http://127.0.0.1:8123/v1", "\"org/model\""));
  }

  @Test
  void curlIsTheSameEachTime() {
    assertThat(of(Task.TEXT_GENERATION, "org/m", "").in(Snippets.Language.curl))
        .isEqualTo(
            """
            curl http://127.0.0.1:8123/v1/chat/completions \\
              -H 'Content-Type: application/json' \\
              -d '{"model":"org/m","messages":[{"role":"user","content":"What is the capital of \
            France?"}],"max_tokens":64}'\
            """);
  }

  @Test
  void aKeyIsTakenFromTheEnvironmentAndNeverWritten() {
    var all = of(Task.TEXT_GENERATION, "m", "VLLM_API_KEY").all();

    assertThat(all.get("curl")).contains("Bearer $VLLM_API_KEY");
    assertThat(all.get("python")).contains("import os", "os.environ[\"VLLM_API_KEY\"]");
    assertThat(all.get("typescript")).contains("process.env.VLLM_API_KEY");
  }

  @ParameterizedTest
  @EnumSource(Task.class)
  void curlReachesTheShellWhole(Task task) throws Exception {
    var snippet = of(task, "it's/a \"model\"", "KEY").in(Snippets.Language.curl);
    var shell =
        new ProcessBuilder("bash", "-c", "curl() { printf '%s\\n' \"$@\"; }; " + snippet).start();
    shell.getOutputStream().close();
    var words =
        List.of(
            new String(
                    shell.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                .split("\n"));

    assertThat(shell.waitFor()).isZero();
    assertThat(words.getFirst()).startsWith("http://127.0.0.1:8123/v1/");
    assertThat(words.getLast()).contains("\"model\":\"it's/a \\\"model\\\"\"");
  }

  @ParameterizedTest
  @EnumSource(Task.class)
  void pythonCompiles(Task task) throws Exception {
    for (var key : List.of("", "KEY")) {
      var python =
          new ProcessBuilder("python3", "-c", "import ast, sys; ast.parse(sys.stdin.read())")
              .redirectErrorStream(true)
              .start();
      try (var in = python.getOutputStream()) {
        in.write(
            of(task, "it's \"m\"", key)
                .in(Snippets.Language.python)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      var said =
          new String(
              python.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

      assertThat(python.waitFor()).as(said).isZero();
    }
  }
}
