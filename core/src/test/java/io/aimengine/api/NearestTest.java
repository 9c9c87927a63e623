package io.aimengine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> FIELDS =
      List.of("gpuCount", "precision", "servingEngine", "servingEngines", "scaling", "model");

  @ParameterizedTest
  @CsvSource({
    "gpucount, gpuCount",
    "gpu_count, gpuCount",
    "gpuCuont, gpuCount",
    "precison, precision",
    "modle, model",
    "servingengin, servingEngine",
    "scalling, scaling"
  })
  void findsTheFieldThatWasMeant(String written, String meant) {
    assertThat(Nearest.of(written, FIELDS)).contains(meant);
  }

  @Test
  void guessesNothingWhenNothingIsNear() {
    assertThat(Nearest.of("zebra", FIELDS)).isEmpty();
    assertThat(Nearest.of("", FIELDS)).isEmpty();
    assertThat(Nearest.of("x", FIELDS)).isEmpty();
    assertThat(Nearest.of("m".repeat(10_000), FIELDS)).isEmpty();
    assertThat(Nearest.hint("zebra", FIELDS)).isEmpty();
  }

  @Test
  void takesTheAlphabeticallyFirstOfEquallyNearOnes() {
    assertThat(Nearest.of("axd", List.of("acd", "abd"))).contains("abd");
  }
}
