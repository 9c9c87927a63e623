package io.aimengine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void leavesPlainWordsAlone() {
    assertThat(CommandLine.render(List.of("vllm", "serve", "Qwen/Qwen3-32B", "--port=8000")))
        .isEqualTo("vllm serve Qwen/Qwen3-32B --port=8000");
  }

  @Test
  void quotesWhatAShellWouldRead() {
    assertThat(CommandLine.render(List.of("a b", "{\"x\": 1}", "it's", "$HOME", "", "*", "~")))
        .isEqualTo("'a b' '{\"x\": 1}' 'it'\\''s' '$HOME' '' '*' '~'");
  }

  @Test
  void putsOneFlagOnALineForPeople() {
    var env = new LinkedHashMap<String, String>();
    env.put("HF_HOME", "/var/my cache");
    assertThat(
            CommandLine.pretty(
                env, List.of("vllm", "serve", "m", "--max-model-len", "-1", "--enforce-eager")))
        .isEqualTo(
            """
            HF_HOME='/var/my cache' \\
              vllm serve m \\
              --max-model-len -1 \\
              --enforce-eager\
            """);
  }

  @Test
  void aShellReadsBackExactlyTheArguments() throws Exception {
    var argv = List.of("a b", "it's \"so\"", "$(id)", "`id`", "x\\y", "", "--flag={\"a\":[1]}");
    var script = "printf '%s\\n' " + CommandLine.render(argv);
    var process = new ProcessBuilder("/bin/sh", "-c", script).start();
    try (var out = process.inputReader()) {
      assertThat(out.lines()).containsExactlyElementsOf(argv);
    }
  }
}
