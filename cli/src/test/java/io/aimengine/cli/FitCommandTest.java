package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FitCommandTest {
  private static final String LLAMA = "meta-llama/Llama-3.3-70B-Instruct";

  private static final String QWEN = "Qwen/Qwen3-32B";

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  @Test
  void showsEachNumberOfGpusWithItsVerdict() {
    var ran = aim.run("fit", LLAMA, "--hardware", "MI210", "--context", "32768", "-o", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    var rows = ran.data().path("rows");
    assertThat(rows.findValuesAsText("gpus")).containsExactly("1", "2", "4", "8");
    assertThat(rows.findValuesAsText("verdict"))
        .startsWith("does not fit", "does not fit")
        .endsWith("fits");
  }

  @Test
  void explainsEveryTermWithItsFormulaAndSource() {
    var ran = aim.run("fit", LLAMA, "--hardware", "MI300X", "--gpus", "4", "--explain");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("weights", "activations", "graphs", "runtime", "estimate");
  }

  @Test
  void saysWhatMoreGpusChange() {
    var ran =
        aim.run("fit", LLAMA, "--hardware", "1xMI210", "--what-if", "+1 MI325X", "-o", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.data().path("plan_before").asText()).isEqualTo("nothing fits");
    assertThat(ran.data().path("plan_after").asText()).contains("1 x MI325X");
  }

  @Test
  void keepsWhatALogSaysAndUsesItLater() throws IOException {
    Files.createDirectories(folder.resolve("own"));
    Files.writeString(
        folder.resolve("engine.log"),
        """
        Initializing a V1 LLM engine (v0.33.0) with config: model='x', tensor_parallel_size=1, pipeline_parallel_size=1
        Model loading took 132.00 GiB memory and 60.1 seconds
        Available KV cache memory: 36.00 GiB
        GPU KV cache size: 117,964 tokens, Maximum concurrency for 32,768 tokens per request: 3.60x
        """);
    var kept =
        aim.run(
            "fit",
            LLAMA,
            "--hardware",
            "MI300X",
            "--from-log",
            "engine.log",
            "--save",
            "--catalog",
            "own");
    assertThat(kept.exit()).as(kept.err()).isZero();
    assertThat(kept.out()).contains("132.0 GiB", "Kept in own/measurements/");

    var later =
        aim.run(
            "fit", LLAMA, "--hardware", "MI300X", "--gpus", "1", "--explain", "--catalog", "own");
    assertThat(later.exit()).as(later.err()).isZero();
    assertThat(later.out()).contains("corrected by log engine.log");
  }

  @Test
  void exitsWithFourWhereNothingFits() {
    var ran = aim.run("fit", LLAMA, "--hardware", "1xMI210");
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.out()).contains("does not fit");
  }

  @Test
  void keepsNothingOfALogOfAnotherModel() throws IOException {
    Files.createDirectories(folder.resolve("own"));
    Files.writeString(
        folder.resolve("other.log"),
        """
        Initializing a V1 LLM engine (v0.33.0) with config: model='x', tensor_parallel_size=1, pipeline_parallel_size=1
        Model loading took 15.00 GiB memory and 60.1 seconds
        Available KV cache memory: 150.00 GiB
        """);
    var ran =
        aim.run(
            "fit",
            LLAMA,
            "--hardware",
            "MI300X",
            "--from-log",
            "other.log",
            "--save",
            "--catalog",
            "own");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("fit.other-model");
    assertThat(folder.resolve("own/measurements")).doesNotExist();
  }

  @Test
  void refusesAValueThatNoEngineTakes() {
    var ran = aim.run("fit", QWEN, "--hardware", "MI300X", "--kv-cache-dtype", "wat");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--kv-cache-dtype does not take \"wat\"", "fp8_e4m3");
  }

  @Test
  void refusesAFlagThatNoEngineHas() {
    var ran = aim.run("fit", QWEN, "--hardware", "MI300X", "--arg", "--bogus=1");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--bogus");
  }

  @Test
  void showsTheEngineThatTakesAFlag() {
    var ran =
        aim.run(
            "fit",
            QWEN,
            "--hardware",
            "MI300X",
            "--arg",
            "--schedule-conservativeness=0.7",
            "-o",
            "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.data().path("rows").findValuesAsText("engine")).containsOnly("sglang");
  }

  @Test
  void showsTheRowsOfARecipe() {
    var ran =
        aim.run(
            "fit", QWEN, "--hardware", "MI300X", "--recipe", "qwen3-32b-mi300x-fp8", "-o", "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    var rows = ran.data().path("rows");
    assertThat(rows.findValuesAsText("recipe_id")).containsOnly("qwen3-32b-mi300x-fp8");
    assertThat(rows.findValuesAsText("precision")).containsOnly("fp8");
  }

  @Test
  void refusesARecipeThatDoesNotExist() {
    var ran = aim.run("fit", QWEN, "--hardware", "MI300X", "--recipe", "qwen3-32b-mi300x-fp9");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("recipe.unknown", "did you mean qwen3-32b-mi300x-fp8");
  }

  @Test
  void showsRecipesBesideWhatIsGeneratedAndSaysWhichIsPlanned() {
    var ran = aim.run("fit", QWEN, "--hardware", "MI300X");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("qwen3-32b-mi300x-bf16 (curated)")
        .contains("generated")
        .contains("`plan` takes qwen3-32b-mi300x-bf16 / vllm 0.33.0 / 1 x MI300X");
  }

  @Test
  void rowsOfTwoCheckpointsOfOnePrecisionNameTheirMethod() {
    var ran = aim.run("fit", QWEN, "--hardware", "MI300X", "--precision", "int4");
    assertThat(ran.out()).contains("int4 awq", "int4 compressed-tensors");
  }

  @Test
  void anEncoderHasNoKvCache() {
    var ran = aim.run("fit", "BAAI/bge-m3", "--hardware", "MI300X");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("No KV cache: requests leave nothing behind")
        .doesNotContain(" 0.0 ");
    assertThat(aim.run("plan", "BAAI/bge-m3", "--hardware", "1xMI300X").out())
        .contains("no KV cache")
        .doesNotContain("K KV cache");
  }

  @Test
  void saysWhatIsMissingWithoutNegativeFigures() {
    var ran = aim.run("fit", LLAMA, "--hardware", "MI210", "--gpus", "1", "--explain");
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.out())
        .contains("left for KV, missing")
        .containsPattern("does not fit, [0-9.]+ missing")
        .doesNotContainPattern("[ (]-[0-9]");
  }

  @Test
  void pointsElsewhereOnAMachineWithoutAGpu() {
    var ran = aim.run("fit", QWEN);
    assertThat(ran.err()).contains("this machine has no GPU", "--hardware MI300X");
  }

  @Test
  void saysWhereMoreGpusGo() {
    var beside = aim.run("fit", LLAMA, "--hardware", "1xMI210", "--what-if", "+1 MI325X");
    assertThat(beside.out()).contains("+1 MI325X: on a new node of its own");
    var within = aim.run("fit", LLAMA, "--hardware", "4xMI210", "--what-if", "+8 MI210");
    assertThat(within.out())
        .contains("+8 MI210: 4 into node node, which then has 8; on a new node of its own");
  }

  @Test
  void theChangeTableHasARowOfThePlannedRecipe() {
    var ran =
        aim.run("fit", QWEN, "--hardware", "1xMI300X", "--what-if", "+1 MI300X", "-o", "json");
    var planned = ran.data().path("plan_before").asText().replace(" (curated)", "");
    assertThat(ran.data().path("rows").findValuesAsText("candidate")).contains(planned);
  }

  @Test
  void refusesAChangeThatIsNone() {
    var ran = aim.run("fit", LLAMA, "--hardware", "MI300X", "--what-if", "more");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--what-if");
  }
}
