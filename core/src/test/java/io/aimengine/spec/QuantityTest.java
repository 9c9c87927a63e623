package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "4, 4",
    "0.5, 0.5",
    ".5, 0.5",
    "5., 5",
    "+1, 1",
    "500m, 0.5",
    "16Gi, 17179869184",
    "16G, 16000000000",
    "1k, 1000",
    "1Ki, 1024",
    "1.5Gi, 1610612736",
    "1e3, 1000",
    "1E3, 1000",
    "1E, 1000000000000000000",
    "1Ei, 1152921504606846976",
    "100n, 0.0000001",
    "5e-1, 0.5",
    "0, 0",
  })
  void readsWhatKubernetesReads(String text, BigDecimal value) {
    assertThat(Quantity.parse(text).orElseThrow().value()).isEqualByComparingTo(value);
    assertThat(Quantity.parse(text).orElseThrow()).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "16GB",
        "16 Gi",
        "Gi",
        "1K",
        "four",
        "1e",
        "1e999",
        "0x10",
        "1,5",
        ".",
        "1Gii",
        "99999999999999999999",
        "NaN",
        "1_000"
      })
  void refusesTheRest(String text) {
    assertThat(Quantity.parse(text)).isEmpty();
  }

  @Test
  void comparesAmountsNotSpellings() {
    assertThat(quantity("1Gi")).isEqualTo(quantity("1024Mi")).hasSameHashCodeAs(quantity("1024Mi"));
    assertThat(quantity("999m")).isLessThan(quantity("1"));
  }

  @Test
  void countsBytesRoundedUp() {
    assertThat(quantity("1500m").bytes()).isEqualTo(2);
    assertThat(quantity("1Gi").bytes()).isEqualTo(1L << 30);
    assertThat(quantity("999Ei").bytes()).isEqualTo(Long.MAX_VALUE);
  }

  private static Quantity quantity(String text) {
    return Quantity.parse(text).orElseThrow();
  }
}
