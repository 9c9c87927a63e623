package io.aimengine.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "300, 300",
    "300s, 300",
    "5m, 300",
    "1h30m, 5400",
    "1h0m1s, 3601",
    "30d, 2592000",
    "0, 0",
    "0s, 0",
  })
  void readsSecondsAndUnits(String text, long seconds) {
    assertThat(Durations.parse(text).orElseThrow().toSeconds()).isEqualTo(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s", "-3", "-3s", "5 m", "1.5h", "500ms", "m5", "30m1h", "5M", "9999999999"})
  void refusesTheRest(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }
}
