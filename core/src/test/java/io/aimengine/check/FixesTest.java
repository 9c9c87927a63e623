package io.aimengine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FixesTest {
  private static final Checks CHECKS = new Checks(Catalogs.builtin());
  private static final Path FOLDER = Path.of("src/test/resources/check");

  static Stream<String> files() {
    return Stream.of("reference", "dialects").flatMap(FixesTest::names);
  }

  private static Stream<String> names(String folder) {
    try (var files = Files.list(FOLDER.resolve(folder))) {
      return files.map(f -> folder + "/" + f.getFileName()).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a fix repairs is gone after it, and nothing is there that was not there before.
  @ParameterizedTest
  @MethodSource("files")
  void eachMakesItsFindingDisappearAndNothingNewAppear(String name) {
    Fixing.eachAlone(CHECKS, name, text(name));
    Fixing.allTogether(CHECKS, name, text(name));
  }

  @Test
  void makeTheReferencesRecipesServable() {
    for (var name : names("reference").toList()) {
      var fixed = Fixing.untilNothingIsLeft(CHECKS, name, text(name));
      assertThat(check(name, fixed).findings())
          .as(name)
          // How long a context DeepSeek should have on four GPUs is for its author to say.
          .allMatch(f -> !f.problem().isError() || f.problem().code().equals("memory.kv"));
      assertThat(fixed).doesNotContain("'true'", "float8", "--port", "--model:");
    }
  }

  @Test
  void keepCommentsOrderAndQuotes() {
    var text =
        """
        # mine
        recipe_id: qwen3-8b   # the name
        model_id: "Qwen/Qwen3-8B"
        huggingface_id: Qwen/Qwen3-8B
        hardware: MI300X
        precision: bf16
        sglang_serve:
          # one GPU is enough
          1_gpu:
            enabled: true
            args:
              # how long
              "--max-model-len": '16384'   # tokens
              --port: 8000   # goes with its line
              --trust-remote-code: 'true'

              --enable-metrics: "true" # for scaling
          2_gpu: {enabled: true, args: {--tp: 2, --max-batch-size: "64", --host: 0.0.0.0}}
        """;
    assertThat(Fixing.untilNothingIsLeft(CHECKS, "q.yaml", text))
        .isEqualTo(
            """
            # mine
            recipe_id: qwen3-8b   # the name
            model_id: "Qwen/Qwen3-8B"
            huggingface_id: Qwen/Qwen3-8B
            hardware: MI300X
            precision: bf16
            sglang_serve:
              # one GPU is enough
              1_gpu:
                enabled: true
                args:
                  # how long
                  "--context-length": '16384'   # tokens

                  --enable-metrics: true # for scaling
              2_gpu: {enabled: true, args: {--tp-size: 2, --max-running-requests: "64"}}
            """);
  }

  @Test
  void keepASwitchThatIsOffWhatItIs() {
    var text =
        """
        recipe_id: qwen3-8b
        model_id: Qwen/Qwen3-8B
        hardware: MI300X
        precision: bf16
        sglang_serve:
          1_gpu:
            enabled: true
            args:
              --enable-prefix-caching: false
              --enable-metrics: true
        """;
    assertThat(Fixing.untilNothingIsLeft(CHECKS, "q.yaml", text))
        .isEqualTo(text.replace("--enable-prefix-caching: false", "--disable-radix-cache: true"));
  }

  @Test
  void leaveAloneWhatAnAliasBringsToTwoPlaces() {
    var text =
        """
        recipe_id: qwen3-8b
        model_id: Qwen/Qwen3-8B
        hardware: MI300X
        precision: bf16
        vllm_serve:
          1_gpu: {enabled: true, args: &both {--max-batch-size: "64"}}
        sglang_serve:
          1_gpu: {enabled: true, args: *both}
        """;
    var file = check("q.yaml", text);
    assertThat(file.findings()).hasSize(2).allMatch(f -> f.fix().isEmpty());
  }

  @Test
  void applyOnlyWhatDoesNotTouch() {
    var one = new Fix("one", List.of(new Edit(0, 2, "X")));
    var two = new Fix("two", List.of(new Edit(1, 3, "Y"), new Edit(4, 5, "")));
    var three = new Fix("three", List.of(new Edit(3, 4, "Z")));
    assertThat(Fixes.apply("abcdef", List.of(one, two, three))).isEqualTo("XcZef");
    assertThat(Fixes.apply("abcdef", List.of(one, one))).isEqualTo("Xcdef");
  }

  private static CheckedFile check(String name, String text) {
    return CHECKS.check(Map.of(name, text)).files().getFirst();
  }

  private static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
