package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.yaml.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same wish, whatever dialect it is written in.
class DialectsAgreeTest {
  private static final String HEAD =
      "apiVersion: aim.engine.amd.com/v1alpha1\nkind: AIMEndpoint\nmetadata: {name: demo}\nspec:\n";

  @Test
  void theThreeDialectsSayTheSame() {
    var nested =
        """
        model: {id: Qwen/Qwen3-32B}
        recipe: {autoSelect: true, precision: bfloat16, backend: vllm}
        resources: {gpuCount: 4, cpu: "8", memory: 64Gi, memoryLimit: 128Gi}
        scaling: {minReplicas: 2, maxReplicas: 4, targetCPUUtilization: 70}
        """;
    var flat =
        """
        model: Qwen/Qwen3-32B
        precision: bf16
        gpuCount: 4
        servingEngine: vllm
        resources:
          requests: {cpu: 8000m, memory: 65536Mi}
          limits: {memory: 128Gi}
        autoScaling: {enabled: true, minReplicas: 2, maxReplicas: 4, targetCPUUtilizationPercentage: 70}
        """;
    var path =
        """
        modelId: Qwen/Qwen3-32B
        precision: "bfloat16"
        backend: vllm
        autoSelect: true
        resources:
          requests: {cpu: 8, memory: 64Gi, amd.com/gpu: "4"}
          limits: {memory: 128Gi, amd.com/gpu: 4}
        scaling: {minReplicas: 2, maxReplicas: 4}
        autoScaling: {targetCPUUtilization: 70}
        """;
    assertThat(spec(flat)).isEqualTo(spec(nested));
    assertThat(spec(path)).isEqualTo(spec(nested));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpuCount: 4",
        "recipe: {gpuCount: 4}",
        "resources: {gpuCount: 4}",
        "resources: {requests: {amd.com/gpu: 4}}",
        "resources: {limits: {amd.com/gpu: \"4\"}}",
        "{gpuCount: 4, recipe: {gpuCount: 4}, resources: {gpuCount: 4, limits: {amd.com/gpu: 4}}}",
        "resources: {limits: {nvidia.com/gpu: 4}}",
      })
  void everyPlaceOfTheGpuCountCounts(String place) {
    var text = place.startsWith("{") ? place.substring(1, place.length() - 1) : place;
    var yaml = "{model: a/b, " + text + "}";
    assertThat(spec(yaml).wishes().gpuCount()).hasValue(4);
  }

  @Test
  void theOrderOfFieldsNeverMatters() {
    assertThat(spec("{recipe: {precision: fp8}, model: a/b, gpuCount: 2}"))
        .isEqualTo(spec("{gpuCount: 2, model: a/b, recipe: {precision: fp8}}"));
  }

  private static EndpointSpec spec(String body) {
    var read = EndpointNormalizer.normalize(Yaml.parse("f", HEAD + body.indent(2)));
    assertThat(read.spec()).as(read.problems().toString()).isPresent();
    return read.spec().orElseThrow();
  }
}
