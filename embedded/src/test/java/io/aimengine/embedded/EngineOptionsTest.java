package io.aimengine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aimengine.embedded.model.ModelFacts.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineOptionsTest {

  private static EngineOptions parse(String line) {
    return EngineOptions.parse(line.split(" "));
  }

  @Test
  void readsTheCommandLineOfLlamaServer() {
    EngineOptions options =
        parse(
            "--model m.gguf --alias a,b --alias c --host 0.0.0.0 --port 9 --ctx-size 2048"
                + " --parallel 4 --threads 3 --batch-size 256 --embedding --metrics --seed 7");
    assertThat(options.aliases()).containsExactly("a", "b", "c");
    assertThat(options.host()).isEqualTo("0.0.0.0");
    assertThat(options.port()).isEqualTo(9);
    assertThat(options.contextTokens()).isEqualTo(2048);
    assertThat(options.parallel()).isEqualTo(4);
    assertThat(options.threads()).isEqualTo(3);
    assertThat(options.batchThreads()).isEqualTo(3);
    assertThat(options.batchTokens()).isEqualTo(256);
    assertThat(options.task()).isEqualTo(Task.EMBED);
    assertThat(options.metrics()).isTrue();
    assertThat(options.seed()).isEqualTo(7);
  }

  @Test
  void servesOnThisMachineOnlyAndUnderTheNameOfTheFileUnlessTold() {
    EngineOptions options = parse("-m /models/tiny.gguf");
    assertThat(options.host()).isEqualTo("127.0.0.1");
    assertThat(options.aliases()).containsExactly("tiny.gguf");
    assertThat(options.metrics()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 8080                    | --model FILE is needed",
        "--model m --max-batch-size 4   | unknown option --max-batch-size",
        "--model m --port 70000         | --port needs a whole number from 0 to 65535, not 70000",
        "--model m --port x             | --port needs a whole number",
        "--model m --parallel 0         | --parallel needs a whole number from 1",
        "--model m --seed soon          | --seed needs a whole number",
        "--model                        | --model needs a value",
        "--model m --pooling sum        | --pooling needs mean, cls or last",
        "--model m --ctx-size 64 -np 8  | --ctx-size 64 is too small for --parallel 8",
      })
  void refusesWhatItDoesNotUnderstand(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(EngineOptions.UsageException.class)
        .hasMessageContaining(message);
  }
}
