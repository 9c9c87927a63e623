package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

  private static final String VLLM_LOG =
      """
      non-default args: {'api_key': ['sk-secret'], 'max_model_len': 32768, 'max_num_seqs': 256, 'max_num_batched_tokens': 8192}
      Initializing a V1 LLM engine (v0.33.0) with config: model='x', tensor_parallel_size=1, pipeline_parallel_size=1
      Model loading took 132.00 GiB memory and 60.1 seconds
      Available KV cache memory: 36.00 GiB
      GPU KV cache size: 117,964 tokens, Maximum concurrency for 32,768 tokens per request: 3.60x
      """;

  private InProcess.Ran fromLog(String log, String... more) throws IOException {
    Files.createDirectories(folder.resolve("own"));
    Files.writeString(folder.resolve("engine.log"), log);
    var args = new ArrayList<>(List.of("fit", LLAMA, "--hardware", "MI300X", "--catalog", "own"));
    args.addAll(List.of("--from-log", "engine.log"));
    args.addAll(List.of(more));
    return aim.run(args.toArray(String[]::new));
  }

  private InProcess.Ran later(String... more) {
    var args = new ArrayList<>(List.of("fit", LLAMA, "--hardware", "MI300X", "--gpus", "1"));
    args.addAll(List.of("--context", "32768", "--catalog", "own"));
    args.addAll(List.of(more));
    return aim.run(args.toArray(String[]::new));
  }

  /// The estimate is our own: 176.64 - 131.4 of weights - its overheads, not what was measured.
  @Test
  void showsEstimateAndMeasurementTermByTerm() throws IOException {
    var ran = fromLog(VLLM_LOG, "-o", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    var estimates = new HashMap<String, Double>();
    ran.data()
        .path("rows")
        .forEach(
            row -> estimates.put(row.path("figure").asText(), row.path("estimate").asDouble()));
    assertThat(estimates.get("weights")).isCloseTo(131.4, within(0.1));
    assertThat(estimates.get("KV cache")).isNotCloseTo(36.0, within(0.5));
    var tokens = estimates.getOrDefault("KV cache", 0.0) * (1L << 30) / 327_680;
    assertThat(estimates.get("tokens at once")).isCloseTo(tokens, within(50.0));
    assertThat(estimates.get("tokens that the measured cache holds"))
        .isCloseTo(117_964, within(50.0));
  }

  @Test
  void whatIsKeptGivesTheMeasurementBackUnderTheSameSettings() throws IOException {
    var kept = fromLog(VLLM_LOG, "--save");
    assertThat(kept.exit()).as(kept.err()).isZero();
    assertThat(kept.out()).contains("132.0 GiB", "Kept in own/measurements/");

    var same = later("--sequences", "256", "--arg", "--max-num-batched-tokens=8192", "-o", "json");
    assertThat(same.exit()).as(same.err()).isZero();
    var generated = generated(same);
    assertThat(generated.path("kv_cache_gib").asDouble()).isCloseTo(36.0, withinPercentage(1));
    assertThat(generated.path("weights_gib").asDouble()).isCloseTo(132.0, withinPercentage(1));
    assertThat(generated.path("concurrent_tokens").asDouble())
        .isCloseTo(117_964, withinPercentage(1));
  }

  @Test
  void whatIsKeptDoesNotCountUnderOtherSettings() throws IOException {
    assertThat(fromLog(VLLM_LOG, "--save").exit()).isZero();

    var other = later("--sequences", "256", "--arg", "--max-num-batched-tokens=32768", "--explain");
    assertThat(other.out().replaceAll("\\s+", " "))
        .contains("131.4 GiB; corrected by log engine.log")
        .contains("not corrected by log engine.log, which had a step of 8,192 tokens");
  }

  @Test
  void keepsNoKeyOfALog() throws IOException {
    assertThat(fromLog(VLLM_LOG, "--save").exit()).isZero();
    try (var files = Files.list(folder.resolve("own/measurements"))) {
      assertThat(files).hasSize(1).allSatisfy(f -> assertThat(f).content().doesNotContain("sk-"));
    }
  }

  @Test
  void keepsNothingOfAVersionThatTheCatalogLacks() throws IOException {
    var log = VLLM_LOG.replace("v0.33.0", "v0.19.1");
    assertThat(fromLog(log, "--save").err()).contains("fit.other-version", "0.19.1");
    assertThat(folder.resolve("own/measurements")).doesNotExist();
    assertThat(fromLog(log, "--save", "--engine-version-as", "0.33.0").exit()).isZero();
  }

  @Test
  void keepsNothingThatCannotBeGivenBack() throws IOException {
    var ran = fromLog(VLLM_LOG.replace("36.00 GiB", "136.00 GiB"), "--save");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("fit.not-given-back");
  }

  /// 0.8 of what is free: 190.0 of 192 GiB free, 132 GiB weights, so 20 GiB for the cache.
  @Test
  void givesBackWhatSglangMeasured() throws IOException {
    var log =
        """
        server_args=ServerArgs(model_path='x', tp_size=1, context_length=32768, max_running_requests=64, chunked_prefill_size=8192, mem_fraction_static=0.8)
        Load weight end. elapsed=19.09 s, type=LlamaForCausalLM, avail mem=58.00 GB, mem usage=132.00 GB.
        KV Cache is allocated. dtype: torch.bfloat16, #tokens: 65536, K size: 10.00 GB, V size: 10.00 GB
        max_total_num_tokens=65536, chunked_prefill_size=8192, context_len=32768, available_gpu_mem=38.00 GB
        """;
    assertThat(fromLog(log, "--save").err()).contains("fit.other-version", "--engine-version-as");
    var ran = fromLog(log, "--save", "--engine-version-as", "0.5.23", "-o", "json");
    assertThat(ran.exit()).as(ran.err()).isZero();
    var rows = ran.data().path("rows");
    assertThat(rows.findValuesAsText("figure")).contains("KV cache");
    rows.forEach(row -> {
      if (row.path("figure").asText().equals("KV cache")) {
        assertThat(row.path("corrected").asDouble()).isCloseTo(20, withinPercentage(1));
        assertThat(row.path("estimate").asDouble()).isNotCloseTo(20, withinPercentage(1));
      }
    });
  }

  /// `0.32.0` of a log is the catalog's `0.32.0+cpu` on a CPU.
  @Test
  void aLogOfACpuBuildIsOfTheVersionThatTheCatalogHas() {
    var log =
        Aim.checkout()
            .resolve("core/src/test/resources/io/aimengine/plan/logs/vllm-0.32.0-cpu-smollm2.log");
    var model = "HuggingFaceTB/SmolLM2-135M-Instruct";
    var ran =
        aim.run(
            "fit", model, "--hardware", "cpu", "--engine", "vllm", "--from-log", log.toString());

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("46,592").doesNotContain("which the catalog does not have");
  }

  private static JsonNode generated(InProcess.Ran ran) {
    for (var row : ran.data().path("rows")) {
      if (row.path("origin").asText().equals("generated")) {
        return row;
      }
    }
    throw new AssertionError("no generated row");
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

  /// What `--save` refuses is shown with a warning, so that nobody takes the correction for true.
  @Test
  void warnsOfALogThatIsNotOfThisModelOrMachine() throws IOException {
    var other = fromLog(VLLM_LOG.replace("132.00 GiB", "15.00 GiB"));
    assertThat(other.exit()).isZero();
    assertThat(other.err()).contains("warning: ", "fit.other-model").doesNotContain("was kept");

    var hardware = fromLog(VLLM_LOG.replace("36.00 GiB", "136.00 GiB"), "-o", "json");
    assertThat(hardware.err()).contains("fit.not-given-back");
    assertThat(hardware.data().at("/problems/0/code").asText()).isEqualTo("fit.not-given-back");

    assertThat(fromLog(VLLM_LOG).err()).isEmpty();
  }

  @Test
  void refusesAValueThatNoEngineTakes() {
    var ran = aim.run("fit", QWEN, "--hardware", "MI300X", "--kv-cache-dtype", "wat");
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err().replaceAll("\\s+", " "))
        .contains("--kv-cache-dtype does not take \"wat\"", "fp8_e4m3")
        .contains("vllm 0.33.0: one of auto", "sglang 0.5.23: one of auto");
  }

  @Test
  void saysWhenMoreIsTakenAwayThanThereIs() {
    var ran = aim.run("fit", QWEN, "--hardware", "2xMI300X", "--what-if", "-3 MI300X");
    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.out()).contains("2 out of node node, which then has 0; there are only 2");
  }

  @Test
  void refusesAFlagWhoseNumberMakesNoSenseInsteadOfLeavingOutItsEngine() {
    var ran = aim.run("fit", QWEN, "--hardware", "MI300X", "--arg=--gpu-memory-utilization=7");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err())
        .contains("--gpu-memory-utilization cannot be 7", "launch.bad-value", "at most 1");
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
