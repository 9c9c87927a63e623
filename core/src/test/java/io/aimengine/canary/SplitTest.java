package io.aimengine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
  @ParameterizedTest
  @CsvSource({
    "4, 10, 3, 1",
    "4, 25, 3, 1",
    "4, 50, 2, 2",
    "4, 99, 1, 3",
    "4, 100, 0, 4",
    "10, 10, 9, 1",
    "10, 34, 7, 3",
    "2, 1, 1, 1",
    "2, 99, 1, 1",
    "1, 10, 1, 1",
    "1, 100, 0, 1",
    "0, 10, 0, 0",
  })
  void isTheNearestToTheShareThatIsAskedFor(int replicas, int percent, int stable, int canary) {
    assertThat(Split.of(replicas, percent)).isEqualTo(new Split(stable, canary));
  }

  @Test
  void neverSumsToOtherThanIsWantedAndLeavesNobodyOut() {
    for (var replicas = 2; replicas <= 200; replicas++) {
      for (var percent = 1; percent <= 100; percent++) {
        var split = Split.of(replicas, percent);
        assertThat(split.stable() + split.canary()).isEqualTo(replicas);
        assertThat(split.canary()).isPositive();
        assertThat(split.stable() > 0).as("%s of %s", percent, replicas).isEqualTo(percent < 100);
        assertThat(Math.abs(split.canary() - replicas * percent / 100.0)).isLessThan(1);
      }
    }
  }

  @Test
  void aLargerShareIsNeverFewerReplicas() {
    for (var replicas = 1; replicas <= 200; replicas++) {
      for (var percent = 2; percent <= 100; percent++) {
        assertThat(Split.of(replicas, percent).canary())
            .isGreaterThanOrEqualTo(Split.of(replicas, percent - 1).canary());
      }
    }
  }
}
