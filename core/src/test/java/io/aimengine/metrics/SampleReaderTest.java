package io.aimengine.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.metrics.Scrape.Sample;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleReaderTest {
  @Test
  void readsLabelsWithEscapesAndATimestamp() {
    assertThat(SampleReader.read("a_total{p=\"x\\\"}\\\\y\\n\",q=\"\",} 1.5e3 1700000000000"))
        .contains(new Sample("a_total", Map.of("p", "x\"}\\y\n", "q", ""), 1500));
    assertThat(SampleReader.read("up 1")).contains(new Sample("up", Map.of(), 1));
    assertThat(SampleReader.read("x{} NaN").orElseThrow().value()).isNaN();
    assertThat(SampleReader.read("x -Inf").orElseThrow().value()).isNegative().isInfinite();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "# HELP x y",
        "x",
        "x{",
        "x{a",
        "x{a=",
        "x{a=\"b",
        "x{a=\"b\"",
        "x{a=\"b\"}",
        "x one",
        "x{=}",
        "{}",
        "x{a=\"\\"
      })
  void leavesOutWhatItCannotRead(String line) {
    assertThat(SampleReader.read(line)).isEmpty();
  }
}
