package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion.Engine;
import org.junit.jupiter.api.Test;

class FlagTableTest {
  private final Catalog catalog = Catalogs.builtin();
  private final FlagTable vllm = flags(Engine.VLLM, "0.33.0");
  private final FlagTable sglang = flags(Engine.SGLANG, "0.5.23");
  private final FlagTable llamacpp = flags(Engine.LLAMACPP, "b4916");

  @Test
  void holdsWholeTables() {
    assertThat(vllm.all()).hasSize(320);
    assertThat(flags(Engine.VLLM, "0.32.0").all()).hasSize(316);
    assertThat(flags(Engine.VLLM, "0.32.0+cpu").all()).hasSize(316);
    assertThat(flags(Engine.SGLANG, "0.5.22").all()).hasSize(521);
    assertThat(sglang.all()).hasSize(531);
    assertThat(llamacpp.all()).hasSize(145);
  }

  @Test
  void resolvesAliases() {
    assertThat(vllm.find("-tp")).map(Flag::name).contains("--tensor-parallel-size");
    assertThat(sglang.find("--tensor-parallel-size")).map(Flag::name).contains("--tp-size");
    assertThat(llamacpp.find("-ngl")).map(Flag::name).contains("--n-gpu-layers");
  }

  @Test
  void resolvesNegations() {
    var flag = vllm.find("--no-enable-prefix-caching").orElseThrow();
    assertThat(flag.name()).isEqualTo("--enable-prefix-caching");
    assertThat(flag.negation()).isEqualTo("--no-enable-prefix-caching");
    assertThat(flag.type()).isEqualTo(Flag.Type.SWITCH);
  }

  @Test
  void takesUnderscoresWhereTheEngineDoes() {
    assertThat(vllm.find("--max_model_len")).map(Flag::name).contains("--max-model-len");
    assertThat(sglang.find("--context_length")).isEmpty();
  }

  @Test
  void takesOneKeyOfAJsonFlag() {
    assertThat(vllm.find("--compilation-config.cudagraph_mode"))
        .map(Flag::name)
        .contains("--compilation-config");
    assertThat(vllm.find("--max-num-seqs.x")).isEmpty();
  }

  @Test
  void takesNoPrefixes() {
    assertThat(vllm.find("--tensor-parallel")).isEmpty();
    assertThat(sglang.find("--tp")).isEmpty();
  }

  @Test
  void knowsNeitherFlagsOfTheOtherEngineNorInventedOnes() {
    assertThat(sglang.find("--gpu-memory-utilization")).isEmpty();
    assertThat(sglang.find("--max-num-batched-tokens")).isEmpty();
    assertThat(vllm.find("--max-batch-size")).isEmpty();
    assertThat(vllm.find("--swap-space")).isEmpty();
  }

  @Test
  void namesTheNearestFlag() {
    assertThat(vllm.nearest("--max-model-length")).contains("--max-model-len");
    assertThat(sglang.nearest("--enable-metric")).contains("--enable-metrics");
    assertThat(vllm.nearest("--zzzzzzzzzzzz")).isEmpty();
  }

  @Test
  void carriesValuesThatTheParserChecksAndThoseTheEngineChecksLater() {
    assertThat(vllm.find("--dtype").orElseThrow().choices())
        .contains("bfloat16")
        .doesNotContain("fp8");
    assertThat(vllm.find("--kv-cache-dtype").orElseThrow().choices()).contains("fp8");
    assertThat(sglang.find("--kv-cache-dtype").orElseThrow().choices())
        .contains("fp8_e4m3")
        .doesNotContain("fp8");
  }

  @Test
  void marksSecrets() {
    assertThat(vllm.find("--api-key").orElseThrow().secret()).isTrue();
    assertThat(vllm.find("--hf-token").orElseThrow().secret()).isTrue();
    assertThat(sglang.find("--admin-api-key").orElseThrow().secret()).isTrue();
    assertThat(llamacpp.find("--api-key").orElseThrow().secret()).isTrue();
    assertThat(vllm.find("--model").orElseThrow().secret()).isFalse();
  }

  private FlagTable flags(Engine engine, String version) {
    return catalog.engine(engine, version).orElseThrow().flags();
  }
}
