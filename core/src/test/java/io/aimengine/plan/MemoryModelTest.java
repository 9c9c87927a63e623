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

  /// 18 of 36 layers of gpt-oss-120b keep 127 + 16,384 tokens at most: blocks of 16 make 1,032 + 1
  /// blocks = 16,528 tokens. 2 x 8 x 64 x 2 = 2,048 bytes per layer and token: 18 x 131,072 x 2,048
  /// + 18 x 16,528 x 2,048 bytes = 5.07 GiB for one request of 131,072 tokens.
  @Test
  void slidingLayersKeepTheWindowAndOneStep() {
    var memory = vllm("openai/gpt-oss-120b", "MI300X", Map.of());
    assertThat(memory.requestKvGib()).isCloseTo(5.07, within(0.01));
  }

  /// Llama 4: 12 of 48 layers keep all, 36 at most 8192 + 16,384 tokens (+ one block): 2 x 8 x 128
  /// x 2 = 4,096 bytes; (12 x 131,072 + 36 x 24,592) x 4,096 / 4 heads per rank = 2.34 GiB at TP 4.
  @Test
  void chunkedLayersKeepAChunkAndOneStep() {
    var memory =
        vllm(
            "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
            "MI300X",
            Map.of("--tensor-parallel-size", "4", "--max-model-len", "131072"));
    assertThat(memory.requestKvGib()).isCloseTo(2.344, within(0.01));
  }

  /// Qwen3-Next: 12 of 48 layers keep tokens: 12 x 2 x 2 heads x 256 x 2 bytes = 24,576 per token,
  /// and the state of the others comes once per sequence.
  @Test
  void linearLayersKeepAStatePerSequence() {
    var memory =
        vllm("Qwen/Qwen3-Next-80B-A3B-Instruct", "MI300X", Map.of("--max-model-len", "32768"));
    assertThat(memory.kvBytesPerToken()).isEqualTo(24_576);
    assertThat(memory.requestKvGib()).isGreaterThan(32_768 * 24_576.0 / (1L << 30));
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

  /// Reserved: 512 + 1.5 x 16,384 + 1,024 / 8 + 1.14 x 1,024 MiB = 25.8 GiB, so weights and KV may
  /// take (192 - 25.8) / 192 of the device.
  @Test
  void sglangReservesWhatItsStepNeeds() {
    var engine = newest(Engine.SGLANG);
    var memory = estimate("Qwen/Qwen3-32B", "MI300X", 192, engine, Map.of(), Map.of());
    assertThat(memory.weightsGib() + memory.kvCacheGib()).isCloseTo(192 - 25.8, within(0.2));
    assertThat(memory.usableGib()).isLessThan(192);
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
