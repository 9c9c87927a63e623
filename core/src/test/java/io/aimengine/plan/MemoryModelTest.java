package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The worked examples of `docs/memory-model.md`, by hand in the comments: MI300X has 192 GiB, of
/// which vLLM takes 0.92 x 192 = 176.64.
class MemoryModelTest {
  private static final Offset<Double> TENTH = within(0.1);

  /// 70.55e9 weights x 2 bytes / 2^30 = 131.41 GiB; 2 x 80 layers x 8 heads x 128 x 2 bytes =
  /// 327,680 bytes per token. Activations: 16,384 tokens x (4 x 8192 + 3 x 28672) x 2 bytes + 1024
  /// x 128,256 x 8 bytes of logits = 3,896 + 1,051 MB = 4.61 GiB; graphs 0.5 + 80 x 0.01; runtime
  /// 0.75. KV: 176.64 - 131.41 - 4.61 - 1.3 - 0.75 = 38.57 GiB = 126,000 tokens.
  @Test
  void llama70bInBf16LeavesRoomForOneLongRequest() {
    var memory =
        vllm("meta-llama/Llama-3.3-70B-Instruct", "MI300X", Map.of("--max-model-len", "32k"));
    assertThat(memory.weightsGib()).isCloseTo(131.41, TENTH);
    assertThat(memory.activationsGib()).isCloseTo(4.61, TENTH);
    assertThat(memory.kvBytesPerToken()).isEqualTo(327_680);
    assertThat(memory.kvCacheGib()).isCloseTo(38.57, TENTH);
    assertThat(memory.concurrentTokens()).isBetween(125_000L, 127_000L);
    assertThat(memory.freeGib()).isCloseTo(15.36, TENTH);
  }

  /// 131.41 / 8 x 1.01 = 16.59 GiB. Activations: 16,384 x (32,768 + 86,016 / 8) x 2 + 1,051 MB =
  /// 2.31 GiB. KV per GPU: one head, 40,960 bytes per token.
  @Test
  void tensorParallelSplitsWeightsAndHeads() {
    var memory =
        vllm("meta-llama/Llama-3.3-70B-Instruct", "MI300X", Map.of("--tensor-parallel-size", "8"));
    assertThat(memory.weightsGib()).isCloseTo(16.59, TENTH);
    assertThat(memory.activationsGib()).isCloseTo(2.31, TENTH);
    assertThat(memory.kvBytesPerToken()).isEqualTo(40_960);
    assertThat(memory.kvCacheGib()).isCloseTo(176.64 - 16.59 - 2.31 - 1.3 - 2, TENTH);
  }

  /// (70.55e9 - 2 x 128,256 x 8192) x 1.0002 bytes + 2 x 128,256 x 8192 x 2 bytes = 67.67 GiB; FP8
  /// keys and values halve the cache: 163,840 bytes per token.
  @Test
  void fp8CheckpointKeepsEmbeddingsAtSixteenBits() {
    var memory =
        vllm(
            "amd/Llama-3.3-70B-Instruct-FP8-KV",
            "MI300X",
            Map.of("--kv-cache-dtype", "fp8", "--max-model-len", "32k"));
    assertThat(memory.weightsGib()).isCloseTo(67.67, TENTH);
    assertThat(memory.kvBytesPerToken()).isEqualTo(163_840);
    assertThat(memory.kvCacheGib()).isCloseTo(102, within(0.5));
    assertThat(memory.concurrentTokens()).isCloseTo(670_000L, within(5_000L));
  }

  /// 32.76e9 x 2 / 2^30 = 61.02 GiB; 2 x 64 x 8 x 128 x 2 = 262,144 bytes per token.
  @Test
  void qwen32bInBf16() {
    var memory = vllm("Qwen/Qwen3-32B", "MI300X", Map.of());
    assertThat(memory.weightsGib()).isCloseTo(61.02, TENTH);
    assertThat(memory.kvBytesPerToken()).isEqualTo(262_144);
    assertThat(memory.kvCacheGib()).isCloseTo(109, within(2.0));
  }

  /// 381.9 GiB do not fit on one device; on four it is 381.9 / 4 x 1.01 = 96.4, on eight 48.2.
  @Test
  void llama405bNeedsFourDevices() {
    var model = "amd/Llama-3.1-405B-Instruct-FP8-KV";
    assertThat(vllm(model, "MI300X", Map.of()).fits()).isFalse();
    var four = vllm(model, "MI300X", Map.of("--tensor-parallel-size", "4"));
    assertThat(four.weightsGib()).isCloseTo(96.4, TENTH);
    assertThat(four.fits()).isTrue();
    var eight = vllm(model, "MI300X", Map.of("--tensor-parallel-size", "8"));
    assertThat(eight.weightsGib()).isCloseTo(48.2, TENTH);
  }

  /// 61 layers x (512 + 64) x 2 bytes = 70,272 bytes per token on every rank, whatever the tensor
  /// parallel size; 626.8 / 8 x 1.01 = 79.1 GiB weights leave 90 GiB, 1.3 M tokens.
  @Test
  void latentAttentionIsNotDividedAmongRanks() {
    var memory =
        vllm("deepseek-ai/DeepSeek-R1-0528", "MI300X", Map.of("--tensor-parallel-size", "8"));
    assertThat(memory.kvBytesPerToken()).isEqualTo(70_272);
    assertThat(memory.weightsGib()).isCloseTo(79.1, TENTH);
    assertThat(memory.kvCacheGib()).isCloseTo(90, within(1.0));
    assertThat(memory.concurrentTokens()).isCloseTo(1_350_000L, within(50_000L));
  }

  /// 65.2e9 bytes / 2^30 = 60.7 GiB, the experts in MXFP4.
  @Test
  void gptOssKeepsItsExpertsPacked() {
    var memory = vllm("openai/gpt-oss-120b", "MI300X", Map.of());
    assertThat(memory.weightsGib()).isCloseTo(60.7, TENTH);
    assertThat(memory.kvCacheGib()).isCloseTo(110, within(3.0));
  }

  /// MI250 has no FP8: 405.85e9 x 2 bytes = 756 GiB, eight devices have 8 x 64 x 0.92 = 471.
  @Test
  void fp8WeightsTakeSixteenBitsWhereTheyAreUnpacked() {
    var memory =
        vllm("amd/Llama-3.1-405B-Instruct-FP8-KV", "MI250", Map.of("--tensor-parallel-size", "8"));
    assertThat(memory.weightsGib() * 8).isCloseTo(756 * 1.01, within(1.0));
    assertThat(memory.fits()).isFalse();
  }

  /// Above four KV heads every rank stores a copied head: eight ranks store as much as four.
  @Test
  void copiedKvHeadsSaveNothing() {
    var four = vllm("Qwen/Qwen3-235B-A22B", "MI300X", Map.of("--tensor-parallel-size", "4"));
    var eight = vllm("Qwen/Qwen3-235B-A22B", "MI300X", Map.of("--tensor-parallel-size", "8"));
    assertThat(eight.kvBytesPerToken()).isEqualTo(four.kvBytesPerToken());
  }

  /// Measured: vLLM 0.32.0 on CPU with 1 GiB KV cache reports 46,592 tokens for SmolLM2-135M
  /// (23,040 bytes per token, blocks of 128 tokens).
  @Test
  void matchesWhatVllmReportedForSmolLm() {
    var engine = Worlds.CATALOG.engine(Engine.VLLM, "0.32.0+cpu").orElseThrow();
    var memory =
        estimate(
            "HuggingFaceTB/SmolLM2-135M-Instruct",
            "cpu",
            24,
            engine,
            Map.of(),
            Map.of("VLLM_CPU_KVCACHE_SPACE", "1"));
    assertThat(memory.kvBytesPerToken()).isEqualTo(23_040);
    assertThat(memory.concurrentTokens()).isEqualTo(46_592);
  }

  /// 18 of 36 layers of gpt-oss-120b keep 127 tokens and two steps of 16,384 that are in flight:
  /// ceil(32,895 / 16) + 1 = 2,057 blocks, beside 8,192 of the layers that keep all. A block is 18
  /// layers x 2 x 8 x 64 x 2 bytes x 16 tokens = 589,824 bytes: 10,249 of them are 5.63 GiB.
  @Test
  void slidingLayersKeepTheWindowAndTheStepsInFlight() {
    var memory = vllm("openai/gpt-oss-120b", "MI300X", Map.of());
    assertThat(memory.requestKvGib()).isCloseTo(10_249 * 589_824.0 / (1L << 30), within(1e-9));
  }

  /// Without the hybrid manager all 36 layers keep all: 2 x 8,192 blocks.
  @Test
  void withoutTheHybridManagerWindowsSaveNothing() {
    var memory =
        vllm("openai/gpt-oss-120b", "MI300X", Map.of("--disable-hybrid-kv-cache-manager", ""));
    assertThat(memory.requestKvGib()).isCloseTo(16_384 * 589_824.0 / (1L << 30), within(1e-9));
  }

  /// Llama 4: 12 of 48 layers keep all; 36, in three groups of 12, at most 8192 + 2 x 16,384
  /// tokens. 8,192 + 3 x 2,560 blocks of 12 x 2 x 2 heads x 128 x 2 bytes x 16 tokens at TP 4.
  @Test
  void chunkedLayersKeepAChunkAndTheStepsInFlight() {
    var memory =
        vllm(
            "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
            "MI300X",
            Map.of("--tensor-parallel-size", "4", "--max-model-len", "131072"));
    assertThat(memory.requestKvGib()).isCloseTo(15_872 * 196_608.0 / (1L << 30), within(1e-9));
  }

  /// Gemma 3 27B: 10 layers keep all; 52 go into six groups of 10, the last filled up with 8 that
  /// are not there: 8,192 + 6 x (ceil((1,023 + 2 x 16,384) / 16) + 1) blocks.
  @Test
  void groupsAreFilledUpToTheSameNumberOfLayers() {
    var memory = vllm("google/gemma-3-27b-it", "MI300X", Map.of());
    assertThat(memory.requestKvGib())
        .isCloseTo((8192 + 6 * 2113) * 10 * 131_072.0 / (1L << 30), within(1e-9));
  }

  /// Qwen3-Next: 12 of 48 layers keep tokens, 2 heads x (256 + 256) x 2 bytes = 2,048 each. A state
  /// has 1,097,728 bytes, so blocks grow to 544 tokens of 1,114,112 bytes. A request of 32,768
  /// tokens takes 61 of them, and two for each of the three groups of states: 67 x 12 x 1,114,112
  /// bytes.
  @Test
  void linearLayersKeepAStatePerSequence() {
    var memory =
        vllm("Qwen/Qwen3-Next-80B-A3B-Instruct", "MI300X", Map.of("--max-model-len", "32768"));
    assertThat(memory.kvBytesPerToken()).isEqualTo(24_576);
    assertThat(memory.requestKvGib()).isCloseTo(67 * 12 * 1_114_112.0 / (1L << 30), within(1e-9));
  }

  /// DeepSeek, TP 1 x DP 8: the experts are spread over 8 GPUs, attention stands on each.
  @Test
  void dataParallelRanksShareExperts() {
    var tp = vllm("deepseek-ai/DeepSeek-R1-0528", "MI300X", Map.of("--tensor-parallel-size", "8"));
    var dp =
        vllm(
            "deepseek-ai/DeepSeek-R1-0528",
            "MI300X",
            Map.of("--data-parallel-size", "8", "--enable-expert-parallel", ""));
    assertThat(dp.weightsGib()).isGreaterThan(tp.weightsGib()).isLessThan(tp.weightsGib() + 20);
    assertThat(dp.concurrentTokens()).isGreaterThan(4 * tp.concurrentTokens());
  }

  /// 93 layers... two stages of Qwen3-235B-A22B: 94 layers, 47 on each.
  @Test
  void pipelineStagesSplitLayers() {
    var one = vllm("Qwen/Qwen3-235B-A22B", "MI300X", Map.of());
    var two = vllm("Qwen/Qwen3-235B-A22B", "MI300X", Map.of("--pipeline-parallel-size", "2"));
    assertThat(two.weightsGib()).isCloseTo(one.weightsGib() / 2 * 1.01, TENTH);
    assertThat(two.kvBytesPerToken()).isEqualTo(one.kvBytesPerToken() / 2);
  }

  /// Reserved: 512 + 1.5 x 16,384 + 1,024 / 8 + 2 x 512 MiB = 26,240, so weights and KV get
  /// (196,608 - 26,240) / 196,608 = 0.867 of what is free, 0.75 GiB less than the device. AITER's
  /// attention takes 15 % off that above a context of 8192.
  @Test
  void sglangReservesWhatItsStepNeeds() {
    var engine = newest(Engine.SGLANG);
    var model = "Qwen/Qwen3-32B";
    var longer = estimate(model, "MI300X", 192, engine, Map.of(), Map.of());
    assertThat(longer.weightsGib() + longer.kvCacheGib())
        .isCloseTo((192 - 0.75) * 0.867 * 0.85, within(1e-6));
    var context = Map.of("--context-length", "8192");
    var shorter = estimate(model, "MI300X", 192, engine, context, Map.of());
    assertThat(shorter.weightsGib() + shorter.kvCacheGib())
        .isCloseTo((192 - 0.75) * 0.867, within(1e-6));
  }

  /// sgl-project/sglang#18263 measured it on a MI355X with Qwen3-30B-A3B (32 heads of 128) at a
  /// context of 262,144 and 3261 requests: 51.75 GiB.
  @Test
  void sglangsAttentionTakesAWorkspaceBesideItsFraction() {
    var args = Map.of("--context-length", "262144", "--max-running-requests", "3261");
    var memory =
        estimate("Qwen/Qwen3-30B-A3B", "MI355X", 288, newest(Engine.SGLANG), args, Map.of());
    assertThat(memory.gib(Term.Part.WORKSPACE)).isCloseTo(51.75, within(0.005));
  }

  /// One layer like the others, and what joins it to them, of the target's width.
  @Test
  void draftHeadsTakeWeightsAndALayerOfCache() {
    var plain = vllm("meta-llama/Llama-3.1-8B-Instruct", "MI300X", Map.of());
    var config = "{\"method\": \"eagle3\", \"model\": \"some/EAGLE3\"}";
    var drafted =
        vllm("meta-llama/Llama-3.1-8B-Instruct", "MI300X", Map.of("--speculative-config", config));
    assertThat(drafted.gib(Term.Part.DRAFT)).isCloseTo(0.55, within(0.1));
    assertThat(drafted.kvBytesPerToken()).isEqualTo(plain.kvBytesPerToken() / 32 * 33);
  }

  /// 1 adapter x rank 16 x 32 layers x (3 x 4096 + 4096 + 2 x 4096 + 14,336 in, 4096 + 2048 + 4096
  /// + 28,672 + 4096 out) x 2 bytes = 84 MB.
  @Test
  void adaptersTakeTheirRank() {
    var memory = vllm("meta-llama/Llama-3.1-8B-Instruct", "MI300X", Map.of("--enable-lora", ""));
    assertThat(memory.gib(Term.Part.LORA)).isCloseTo(0.078, within(0.003));
  }

  /// Every rank keeps an eighth of the tokens.
  @Test
  void decodeContextParallelRanksShareTheTokens() {
    var tp = Map.of("--tensor-parallel-size", "8");
    var dcp = Map.of("--tensor-parallel-size", "8", "--decode-context-parallel-size", "8");
    var whole = vllm("deepseek-ai/DeepSeek-R1-0528", "MI300X", tp);
    var shared = vllm("deepseek-ai/DeepSeek-R1-0528", "MI300X", dcp);
    assertThat(shared.requestKvGib()).isCloseTo(whole.requestKvGib() / 8, within(1e-9));
    assertThat(shared.concurrentTokens()).isGreaterThan(7 * whole.concurrentTokens());
  }

  /// Fits at the likely figures, and would not at the high end of every estimate.
  @Test
  void saysWhenItIsTight() {
    var model = "meta-llama/Llama-3.3-70B-Instruct";
    assertThat(vllm(model, "MI300X", Map.of("--max-model-len", "16k")).outcome())
        .isEqualTo(MemoryEstimate.Outcome.FITS);
    assertThat(vllm(model, "MI300X", Map.of("--max-model-len", "120k")).outcome())
        .isEqualTo(MemoryEstimate.Outcome.TIGHT);
    assertThat(vllm(model, "MI300X", Map.of("--max-model-len", "131072")).outcome())
        .isEqualTo(MemoryEstimate.Outcome.DOES_NOT_FIT);
  }

  @Test
  void fixedKvCacheReplacesTheFraction() {
    var memory = vllm("Qwen/Qwen3-32B", "MI300X", Map.of("--kv-cache-memory-bytes", "10737418240"));
    assertThat(memory.kvCacheGib()).isEqualTo(10);
  }

  private static MemoryEstimate vllm(String model, String accelerator, Map<String, String> args) {
    var gib = Worlds.CATALOG.accelerator(accelerator).orElseThrow().memoryGib();
    return estimate(model, accelerator, gib, newest(Engine.VLLM), args, Map.of());
  }

  private static EngineVersion newest(Engine engine) {
    return Worlds.CATALOG.engines().stream()
        .filter(v -> v.engine() == engine && v.platform() == EngineVersion.Platform.ROCM)
        .findFirst()
        .orElseThrow();
  }

  private static MemoryEstimate estimate(
      String id,
      String accelerator,
      double gib,
      EngineVersion engine,
      Map<String, String> args,
      Map<String, String> env) {
    var model = Worlds.CATALOG.model(id).orElseThrow();
    var checkpoint = Checkpoints.named(model, id);
    var settings =
        SettingsReader.read(EngineArgs.context(engine, checkpoint, gib), args, env, model);
    var device = Worlds.CATALOG.accelerator(accelerator).orElseThrow();
    return MemoryModel.estimate(
        new MemoryInputs(model.architecture(), checkpoint, device, gib, engine, settings));
  }
}
