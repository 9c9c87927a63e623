package io.aimengine.flags;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion.Engine;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanIntegerTest {
  @ParameterizedTest
  @CsvSource({
    "VLLM, 32768, 32768",
    "VLLM, 32k, 32000",
    "VLLM, 32K, 32768",
    "VLLM, 1m, 1000000",
    "VLLM, 1M, 1048576",
    "VLLM, 80g, 80000000000",
    "VLLM, 80G, 85899345920",
    "VLLM, 25.6k, 25600",
    "VLLM, 1.5K,",
    "VLLM, 1Ki,",
    "VLLM, k,",
    "VLLM, 1 k,",
    "VLLM, 999999999999T,",
    "SGLANG, 32k, 32000",
    "SGLANG, 32Ki, 32768",
    "SGLANG, 32K,",
    "SGLANG, 1M, 1000000",
    "SGLANG, 1m,",
    "SGLANG, 1.5Mi,",
    "SGLANG, 1.5M, 1500000",
    "LLAMACPP, 4096, 4096",
    "LLAMACPP, 4k,",
  })
  void readsIntegersAsTheEngineDoes(Engine engine, String text, Long expected) {
    assertThat(HumanInteger.parse(engine, text))
        .isEqualTo(expected == null ? OptionalLong.empty() : OptionalLong.of(expected));
  }
}
