package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SizeRangeTest {
  @ParameterizedTest
  @CsvSource({
    "<40B, 39999999999, true",
    "<40B, 40000000000, false",
    "<=40B, 40000000000, true",
    ">7b, 7000000000, false",
    ">=7B, 7000000000, true",
    "7B-40B, 32762123264, true",
    "7B..40B, 41000000000, false",
    "8B, 8190735360, true",
    "8B, 7248023552, false",
    "135M, 134515008, true",
    "1T, 1026408232448, true",
    "0.5B, 494032768, true",
    "70, 70553706496, true",
  })
  void holds(String range, long parameters, boolean inside) {
    assertThat(SizeRange.parse(range).orElseThrow().holds(parameters)).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "big", "<", "7B-", "-7B", "8X", "1e9", "NaN"})
  void refusesWhatIsNoSize(String text) {
    assertThat(SizeRange.parse(text)).isEmpty();
  }
}
