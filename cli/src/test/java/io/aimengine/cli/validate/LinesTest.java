package io.aimengine.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LinesTest {
  private final Lines lines = new Lines("a: b\r\n😀x: 'q r' # c\nlist: [one, two]\nlast");

  @Test
  void givesLinesWithoutTheirBreaks() {
    assertThat(lines.line(1)).isEqualTo("a: b");
    assertThat(lines.line(4)).isEqualTo("last");
    assertThat(lines.line(0)).isEmpty();
    assertThat(lines.line(5)).isEmpty();
  }

  @Test
  void countsCodePointsAndNotUnits() {
    var x = "a: b\r\n😀".length();

    assertThat(lines.lineOf(x)).isEqualTo(2);
    assertThat(lines.columnOf(x)).isEqualTo(2);
    assertThat(lines.columnOf(0)).isEqualTo(1);
  }

  @Test
  void knowsHowFarAWordGoes() {
    assertThat(lines.wordAt(1, 1)).isEqualTo(1);
    assertThat(lines.wordAt(2, 1)).isEqualTo(2);
    assertThat(lines.wordAt(2, 5)).isEqualTo(5);
    assertThat(lines.wordAt(3, 8)).isEqualTo(3);
    assertThat(lines.wordAt(3, 99)).isZero();
    assertThat(lines.wordAt(4, 1)).isEqualTo(4);
  }
}
