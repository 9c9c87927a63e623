package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "HuggingFaceTB/SmolLM2-135M-Instruct, huggingfacetb-smollm2-135m-instruct",
    "amd/Llama-3.1-405B-Instruct-FP8-KV, amd-llama-3-1-405b-instruct-fp8-kv",
    "gpt2, gpt2",
    "01-ai/Yi-34B, aim-01-ai-yi-34b",
    "/models/my_model/, models-my-model",
    "___, aim",
    "'', aim",
  })
  void makesANameOfAModelId(String id, String name) {
    assertThat(Names.derive(id)).isEqualTo(name);
    assertThat(Names.valid(name)).isTrue();
  }

  @Test
  void cutsLongIdsToDifferentNames() {
    var one = Names.derive("meta-llama/Llama-4-Maverick-17B-128E-Instruct-with-a-long-tail-1");
    var two = Names.derive("meta-llama/Llama-4-Maverick-17B-128E-Instruct-with-a-long-tail-2");
    assertThat(one).hasSize(Names.LONGEST_DERIVED).isNotEqualTo(two);
    assertThat(one).startsWith("meta-llama-llama-4-maverick-17b-128e-instruc");
    assertThat(Names.valid(one)).isTrue();
    assertThat(Names.derive("meta-llama/Llama-4-Maverick-17B-128E-Instruct-with-a-long-tail-1"))
        .isEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a-1", "1a", "qwen3-32b"})
  void acceptsLabels(String name) {
    assertThat(Names.valid(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a_b", "a.b", "a b", "a\n", "ä"})
  void refusesWhatIsNoLabel(String name) {
    assertThat(Names.valid(name)).isFalse();
    assertThat(Names.valid("a".repeat(63))).isTrue();
    assertThat(Names.valid("a".repeat(64))).isFalse();
  }
}
