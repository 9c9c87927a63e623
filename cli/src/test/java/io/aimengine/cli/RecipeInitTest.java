package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RecipeInitTest {
  private static final String QWEN = "Qwen/Qwen3-32B";

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen/Qwen3-32B, MI300X, fp8",
    "Qwen/Qwen3-8B, MI250, bf16",
    "openai/gpt-oss-120b, MI355X, fp4",
    "meta-llama/Llama-3.1-405B-Instruct, MI300X, bf16",
  })
  void withModelAndHardwareItIsCompleteAndClean(String model, String hardware, String precision) {
    var made =
        aim.run(
            "recipe",
            "init",
            model,
            "--hardware",
            hardware,
            "--precision",
            precision,
            "-o",
            "mine.yaml");
    assertThat(made.exit()).as(made.err()).isZero();

    var checked = aim.run("validate", "--strict", "--recipe", "mine.yaml");
    assertThat(checked.exit()).as(checked.out()).isZero();
    var planned =
        aim.run(
            "plan", model, "--recipe", "mine.yaml", "--hardware", "8x" + hardware, "-o", "json");
    assertThat(planned.exit()).as(planned.out()).isZero();
    assertThat(planned.data().path("recipe_id").asText()).isEqualTo("mine");
    assertThat(planned.data().path("origin").asText()).isEqualTo("generated");
  }

  @Test
  void blanksAreFindingsAndAFilledTemplateIsClean() {
    var text = aim.run("recipe", "init").out();
    aim.file("recipes/qwen3-32b-mi300x-bf16.yaml", text);
    assertThat(aim.run("validate", "recipes").exit()).isEqualTo(2);

    aim.file(
        "recipes/qwen3-32b-mi300x-bf16.yaml",
        text.replace("<org/model>", QWEN)
            .replace("<model>-<hardware>-<precision>", "qwen3-32b-mi300x-bf16")
            .replace("<hardware>", "MI300X")
            .replace("<precision>", "bf16")
            .replace("<tokens>", "32768")
            .replace("<requests>", "64")
            .replaceAll("<why[^>]*>", "measured"));
    var checked = aim.run("validate", "--strict", "recipes");
    assertThat(checked.exit()).as(checked.out()).isZero();
  }

  @Test
  void neverOverwritesWithoutBeingTold() {
    aim.file("mine.yaml", "precious: true\n");
    var refused = aim.run("recipe", "init", "-o", "mine.yaml");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(folder.resolve("mine.yaml")).hasContent("precious: true\n");

    assertThat(aim.run("recipe", "init", "-o", "mine.yaml", "--force").exit()).isZero();
    assertThat(folder.resolve("mine.yaml")).content().contains("recipe_id: mine\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no/model",
        QWEN + " --hardware H100",
        QWEN + " --hardware cpu",
        QWEN + " --precision fp4",
        QWEN + " --engine llamacpp",
        "-o notes.txt"
      })
  void refusesWhatNoRecipeCouldBeOf(String arguments) {
    var ran = aim.run(("recipe init " + arguments).split(" "));

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).containsPattern("\\[[a-z]+\\.[a-z-]+]");
  }
}
