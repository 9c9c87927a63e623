package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One change that the schema must refuse, in a file that is otherwise right.
class SchemaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          accelerators/mi300x.yaml | memory_gib: 192      | memory_gib: much     | memory_gib
          accelerators/mi300x.yaml | kind: gpu            | kind: tpu            | kind
          accelerators/mi300x.yaml | fp8: native          | fp8: maybe           | precisions.fp8
          models/qwen3-8b.yaml     | layers: 36           | layers: 0            | architecture.layers
          models/qwen3-8b.yaml     | {kind: full}         | {kind: odd}          | architecture.attention
          models/qwen3-8b.yaml     | task: text-generation | task: singing       | task
          models/qwen3-8b.yaml     | precision: bf16      | precision: bf17      | checkpoint.precision
          models/qwen3-8b.yaml     | "hf://Qwen/Qwen3-8B" | "ftp://Qwen"         | checkpoint.artifacts.0.uri
          models/qwen3-8b.yaml     | hidden_size: 4096    | hiden_size: 4096     | architecture.hiden_size
          engines/vllm/0.33.0.yaml | port: 8000           | port: 80000          | defaults.port
          engines/vllm/0.33.0.yaml | verified: false      | verified: perhaps    | images.0.verified
          engines/vllm/0.33.0.flags.yaml | type: "switch" | type: "toggle"       | flags.1.type
          recipes/qwen3-32b/qwen3-32b-mi300x-bf16.yaml | origin: curated | origin: tested by us | origin
          recipes/qwen3-32b/qwen3-32b-mi300x-bf16.yaml | 1_gpu:         | one_gpu:    | vllm_serve.one_gpu
          recipes/qwen3-32b/qwen3-32b-mi300x-bf16.yaml | 1_gpu:         | 99999999999_gpu: | vllm_serve.99999999999_gpu
          models/qwen3-8b.yaml     | layers: 36           | layers: 99999999999  | architecture.layers
          recipes/qwen3-32b/qwen3-32b-mi300x-bf16.yaml | --dtype        | dtype       | vllm_serve.1_gpu.args
          """)
  void refuses(String file, String from, String to, String path) {
    var text = CatalogFolder.text(file);
    assertThat(text).contains(from);
    var at = text.indexOf(from);
    var broken = text.substring(0, at) + to + text.substring(at + from.length());
    var line = text.substring(0, at).split("\n", -1).length;

    List<Problem> problems = CatalogText.read(Map.of(file, broken)).problems();

    assertThat(problems).extracting(Problem::path).anyMatch(p -> p.startsWith(path));
    assertThat(problems).allMatch(p -> p.mark().file().equals(file));
    assertThat(problems).anyMatch(p -> Math.abs(p.mark().line() - line) <= 1);
  }

  @Test
  void refusesFiguresThatAreNotFinite() {
    var text = CatalogFolder.text("accelerators/mi300x.yaml");
    for (var odd : List.of(".inf", ".nan", "1e400")) {
      var broken = text.replace("kind: gpu", "kind: " + odd);
      assertThat(CatalogText.read(Map.of("accelerators/a.yaml", broken)).problems())
          .singleElement()
          .satisfies(p -> assertThat(p.message()).isEqualTo(odd + " is no figure"));
    }
  }
}
