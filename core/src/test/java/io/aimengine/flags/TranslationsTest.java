package io.aimengine.flags;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.api.Problem.Severity;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.launch.TestCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TranslationsTest {
  /// Every row, for every version of its engine in the catalog, with a value that suits it.
  static Stream<Object[]> rows() {
    var cases = new ArrayList<Object[]>();
    for (var engine : TestCatalog.CATALOG.engines()) {
      for (var rows : Translations.rows(engine.engine()).values()) {
        for (var row : rows) {
          row.values().forEach(value -> cases.add(new Object[] {engine, row, value}));
          if (row.values().isEmpty() && engine.flags().find(row.flag()).isEmpty()) {
            cases.add(new Object[] {engine, row, sample(engine, row)});
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowGivesFlagsThatTheEngineTakes(
      EngineVersion engine, Translations.Row row, String value) {
    var checked = merge(engine, Map.of(row.flag(), value));
    assertThat(checked.hasErrors()).as("%s", checked.problems()).isFalse();
    assertThat(checked.problems())
        .anySatisfy(problem -> {
          assertThat(problem.code()).isEqualTo("launch.translated");
          assertThat(problem.severity()).isEqualTo(Severity.NOTE);
          assertThat(problem.message()).contains(row.why()).contains(row.flag());
        });
    assertThat(checked.arguments().argv()).doesNotContain(row.flag() + "!");
    if (row.becomes().isEmpty()) {
      assertThat(checked.arguments().argv()).isEmpty();
    }
  }

  @Test
  void noRowRenamesAFlagThatTheEngineHas() {
    for (var engine : TestCatalog.CATALOG.engines()) {
      for (var flag : engine.flags().all()) {
        assertThat(
                Translations.of(
                    FlagContext.of(engine, true, 192), flag.name(), flag.defaultValue()))
            .as("%s %s", engine.label(), flag.name())
            .isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VLLM | --max-batch-size | 64 | --max-num-seqs 64",
        "SGLANG | --max-batch-size | 64 | --max-running-requests 64",
        "VLLM | --max-context-len | 32K | --max-model-len 32K",
        "SGLANG | --max-context-len | 8192 | --context-length 8192",
        "SGLANG | --max-model-len | 32K | --context-length 32768",
        "SGLANG | --max-model-len | auto | ''",
        "SGLANG | --max-num-batched-tokens | 16k | --chunked-prefill-size 16000",
        "SGLANG | --gpu-memory-utilization | 0.9 | --mem-fraction-static 0.84",
        "VLLM | --swap-space | 4 | ''",
        "VLLM | --dtype | float8_e4m3 | ''",
        "VLLM | --dtype | bf16 | --dtype bfloat16",
        "SGLANG | --dtype | float8_e5m2 | ''",
        "SGLANG | --kv-cache-dtype | fp8 | --kv-cache-dtype fp8_e4m3",
        "VLLM | --enable-reasoning | '' | ''",
        "VLLM | --eplb-log-balancedness | '' | --eplb-config {\"log_balancedness\":true}",
        "VLLM | --disable-mm-preprocessor-cache | '' | --mm-processor-cache-gb 0",
        "VLLM | --speculative-model | a/b | --speculative-config {\"model\":\"a/b\"}",
        "VLLM | --rope-scaling | {\"factor\":2} | --hf-overrides {\"rope_scaling\":{\"factor\":2}}",
        "VLLM | --task | embed | --runner pooling",
        "VLLM | --device | cuda | ''",
        "SGLANG | --enforce-eager | true | --cuda-graph-backend-decode disabled"
            + " --cuda-graph-backend-prefill disabled",
        "SGLANG | --enforce-eager | false | ''",
        "SGLANG | --no-enable-prefix-caching | '' | --disable-radix-cache",
        "VLLM | --disable-radix-cache | '' | --disable-prefix-caching",
        "VLLM | --disable-radix-cache | false | ''",
        "VLLM | --disable-log-requests | '' | --disable-log-requests",
        "SGLANG | --disable-log-requests | '' | ''",
        "VLLM | --tp | 8 | --tensor-parallel-size 8",
        "VLLM | --tool-call-parser | llama3 | --tool-call-parser llama3_json",
        "SGLANG | --reasoning-parser | deepseek_r1 | --reasoning-parser deepseek-r1",
        "LLAMACPP | --max-model-len | 8k | --ctx-size 8000",
        "LLAMACPP | --trust-remote-code | true | ''",
      })
  void translates(Engine engine, String flag, String value, String argv) {
    var checked = merge(newest(engine), Map.of(flag, value));
    assertThat(checked.hasErrors()).as("%s", checked.problems()).isFalse();
    assertThat(String.join(" ", checked.arguments().argv())).isEqualTo(argv);
  }

  @Test
  void fp8AsATypeOfActivationsMeansOnlineQuantisationForAPlainCheckpoint() {
    var context = FlagContext.of(newest(Engine.VLLM), false, 192);
    var layer = FlagLayer.manifest("spec.customArgs", Map.of("--dtype", "float8_e4m3"));
    assertThat(FlagLayers.merge(context, List.of(layer)).arguments().argv())
        .containsExactly("--quantization", "fp8");
  }

  @Test
  void withoutTheDevicesMemorySglangComputesItsOwnShare() {
    var context = FlagContext.of(newest(Engine.SGLANG), true, 0);
    var layer = FlagLayer.manifest("spec.customArgs", Map.of("--gpu-memory-utilization", "0.9"));
    assertThat(FlagLayers.merge(context, List.of(layer)).arguments().argv()).isEmpty();
  }

  @Test
  void saysWhatWasTranslatedToWhatAndWhy() {
    var note = merge(newest(Engine.VLLM), Map.of("--max-batch-size", "64")).problems().getFirst();
    assertThat(note.path()).isEqualTo("spec.customArgs.--max-batch-size");
    assertThat(note.message())
        .isEqualTo(
            "--max-batch-size 64 is written as --max-num-seqs 64: no engine has it; vLLM counts the"
                + " sequences of one step");
  }

  private static EngineVersion newest(Engine engine) {
    return TestCatalog.CATALOG.engines().stream()
        .filter(e -> e.engine() == engine)
        .findFirst()
        .orElseThrow();
  }

  private static CheckedArguments merge(EngineVersion engine, Map<String, String> flags) {
    return FlagLayers.merge(
        FlagContext.of(engine, true, 192), List.of(FlagLayer.manifest("spec.customArgs", flags)));
  }

  /// A legal value for what the row becomes.
  private static String sample(EngineVersion engine, Translations.Row row) {
    if (row.becomes().stream().noneMatch(t -> t.value().startsWith("$"))) {
      return "";
    }
    var name = row.becomes().getFirst().flag();
    var dot = name.indexOf('.');
    if (dot >= 0) {
      return "{\"a\":1}";
    }
    var flag = engine.flags().find(name).orElseThrow();
    return switch (flag.type()) {
      case SWITCH -> "";
      case INTEGER, HUMAN_INTEGER -> "8";
      case NUMBER -> "0.9";
      case JSON -> "{\"image\":1}";
      case TEXT -> flag.choices().isEmpty() ? "{\"a\":1}" : flag.choices().getFirst();
    };
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aNumberThatMakesNoSenseIsRefusedByEveryEngineAndNotLeftOut(Engine engine) {
    var layer = FlagLayer.manifest("spec.customArgs", Map.of("--gpu-memory-utilization", "7"));
    var context = FlagContext.of(newest(engine), false, 192);
    assertThat(FlagLayers.merge(context, List.of(layer)).problems())
        .filteredOn(Problem::isError)
        .extracting(p -> p.code() + " " + p.message() + ": " + p.hint())
        .containsExactly(
            "launch.bad-value --gpu-memory-utilization cannot be 7: it has to be above 0, at most"
                + " 1");
  }
}
