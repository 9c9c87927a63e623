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
  void refusesAChangeThatIsNone() {
    var ran = aim.run("fit", LLAMA, "--hardware", "MI300X", "--what-if", "more");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--what-if");
  }
}
