package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIdTest {
  @Test
  void aBareIdIsAWholeSpec() {
    var spec = EndpointSpec.ofModel("HuggingFaceTB/SmolLM2-135M-Instruct");
    assertThat(spec.name()).isEqualTo("huggingfacetb-smollm2-135m-instruct");
    assertThat(spec.namespace()).isEqualTo("default");
    assertThat(spec.replicas()).isEqualTo(1);
    assertThat(spec.wishes()).isEqualTo(Wishes.none());
    assertThat(spec.service()).isEqualTo(Service.standard());
  }

  @Test
  void aBareIdIsTheSameAsAManifestThatOnlyNamesIt() {
    var manifest =
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        spec: {model: Qwen/Qwen3-32B}
        """;
    var read = EndpointNormalizer.normalize(io.aimengine.yaml.Yaml.parse("f", manifest));
    assertThat(read.spec()).contains(EndpointSpec.ofModel("Qwen/Qwen3-32B"));
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen/Qwen3-32B, Qwen/Qwen3-32B, ''",
    "Qwen/Qwen3-32B@main, Qwen/Qwen3-32B, main",
    "Qwen/Qwen3-32B@refs/pr/1, Qwen/Qwen3-32B, refs/pr/1",
    "hf://Qwen/Qwen3-32B, hf://Qwen/Qwen3-32B, ''",
    "/models/qwen.gguf, /models/qwen.gguf, ''",
  })
  void splitsOffTheRevision(String text, String id, String revision) {
    var spec = EndpointNormalizer.ofModel(text).spec().orElseThrow();
    assertThat(spec.model().id()).isEqualTo(id);
    assertThat(spec.model().revision()).isEqualTo(revision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "--model",
        "a b",
        "a;b",
        "a$(b)",
        "a/../../b",
        "a\nb",
        "a@b c",
        "a@../x",
        "a/"
      })
  void refusesWhatWouldBeDangerousInACommand(String text) {
    var read = EndpointNormalizer.ofModel(text);
    assertThat(read.spec()).isEmpty();
    assertThat(read.problems()).isNotEmpty();
  }

  @Test
  void refusesAnEndlessId() {
    assertThat(EndpointNormalizer.ofModel("a".repeat(300)).spec()).isEmpty();
  }
}
