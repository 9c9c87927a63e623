package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
  private final Catalog catalog = Catalogs.builtin();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.33.0           | 0.33.0
          0.33             | 0.33.0
          v0.33.0          | 0.33.0
          == 0.33.0        | 0.33.0
          0.32.0           | 0.32.0+cpu
          0.32.0+cpu       | 0.32.0+cpu
          >=0.32,<0.34     | 0.33.0
          >=0.32,<0.34     | 0.32.0
          >=0.32, < 0.34   | 0.33.7
          >0.32            | 0.32.1
          >=0.9            | 0.33.0
          <=0.5.23         | 0.5.23
          >0.5.15          | 0.5.15.post1
          <0.34.0          | 0.34.0rc1
          !=0.32.0,>=0.31  | 0.33.0
          >=b4900          | b4916
          """)
  void holds(String range, String version) {
    assertThat(VersionRange.of(range).contains(version)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0.33.0           | 0.33.1
          0.32.0+cpu       | 0.32.0
          >=0.32,<0.34     | 0.34.0
          >=0.32,<0.34     | 0.31.9
          >=0.34.0         | 0.34.0rc1
          >0.32            | 0.32.0
          !=0.32.0,>=0.31  | 0.32.0
          >0.5.15.post1    | 0.5.15
          >=b5000          | b4916
          """)
  void doesNotHold(String range, String version) {
    assertThat(VersionRange.of(range).contains(version)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "newest", ">=", "0.33.0,", "~=0.33", ">=0.32 <0.34", "0.33.*"})
  void whatIsNoRangeHoldsNothing(String text) {
    var range = VersionRange.of(text);
    assertThat(range.readable()).isFalse();
    assertThat(range.contains("0.33.0")).isFalse();
  }

  @Test
  void theNewestOfTheRightPlatformComesFirst() {
    var range = VersionRange.of(">=0.32,<0.34");
    assertThat(range.newest(catalog, Engine.VLLM, Platform.ROCM).map(EngineVersion::version))
        .contains("0.33.0");
    assertThat(range.newest(catalog, Engine.VLLM, Platform.CPU).map(EngineVersion::version))
        .contains("0.32.0+cpu");
  }

  @Test
  void aRecipeOutsideEveryKnownVersionIsAProblem() {
    assertThat(problem("\">=0.40,<0.50\""))
        .isEqualTo("no version of vllm in the catalog is >=0.40,<0.50");
    assertThat(problem("newest"))
        .isEqualTo("'newest' is neither a version nor a range of versions");
    assertThat(problem("\"0.29.0\"")).isEqualTo("vllm 0.29.0 is not in the catalog");
  }

  private String problem(String range) {
    var recipe =
        """
        recipe_id: mine
        model_id: Qwen/Qwen3-32B
        hardware: MI300X
        precision: bf16
        engine_versions: {vllm: %s}
        vllm_serve:
          1_gpu: {enabled: true, args: {--max-model-len: 32768}}
        """
            .formatted(range);
    return Catalogs.overlay(catalog, Map.of("recipes/mine.yaml", recipe))
        .problems()
        .getFirst()
        .message();
  }
}
