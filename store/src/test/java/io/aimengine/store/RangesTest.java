package io.aimengine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.store.Ranges.Range;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangesTest {
  @Test
  void joinsWhatTouches() {
    var ranges = new Ranges();
    ranges.add(10, 20);
    ranges.add(30, 40);
    ranges.add(20, 30);
    assertThat(ranges.all()).containsExactly(new Range(10, 40));
    assertThat(ranges.front()).isZero();
    ranges.add(0, 10);
    assertThat(ranges.front()).isEqualTo(40);
  }

  @Test
  void cutsWhatLacksIntoPieces() {
    var ranges = new Ranges();
    ranges.add(5, 10);
    assertThat(ranges.missing(25, 10))
        .containsExactly(new Range(0, 5), new Range(10, 20), new Range(20, 25));
    assertThat(ranges.missing(10, 10)).containsExactly(new Range(0, 5));
  }

  /// Against a set of single bytes, which is slow and obviously right.
  @Test
  void agreesWithASetOfBytes() {
    for (int seed = 0; seed < 200; seed++) {
      var random = new Random(seed);
      var bytes = new BitSet();
      var ranges = new Ranges();
      for (int i = 0; i < 30; i++) {
        int from = random.nextInt(100);
        int to = from + random.nextInt(12);
        bytes.set(from, to);
        ranges.add(from, to);
      }
      assertThat(ranges.total()).as("seed " + seed).isEqualTo(bytes.cardinality());
      assertThat(ranges.front()).as("seed " + seed).isEqualTo(bytes.nextClearBit(0));
      assertThat(ranges.end()).as("seed " + seed).isEqualTo(bytes.length());
      ranges.missing(120, 7).forEach(r -> bytes.set((int) r.from(), (int) r.to()));
      assertThat(bytes.cardinality()).as("seed " + seed).isEqualTo(120);
    }
  }
}
