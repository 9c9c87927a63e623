package io.aimengine.local.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.hardware.FakeHost;
import io.aimengine.local.hardware.FakeHost.Card;
import io.aimengine.local.hardware.Gpu;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceChoiceTest {
  private static final int FIRST_GPU_NODE = 2;

  @TempDir Path root;

  private static List<Integer> best(List<Gpu> free, int count) {
    return DeviceChoice.best(free, count).stream().map(Gpu::index).toList();
  }

  /// xGMI between all, as in a MI300X node: 64 GB/s each way and pair.
  private FakeHost mesh(int gpus) {
    var host = FakeHost.in(root).withDriver("6.14").cards(gpus, Card.mi300x());
    for (int a = 0; a < gpus; a++) {
      for (int b = a + 1; b < gpus; b++) {
        host.link(FIRST_GPU_NODE + a, FIRST_GPU_NODE + b, 11, 64_000);
      }
    }
    return host;
  }

  @Test
  void inAFullMeshNeighboursOnOneNumaNodeAreTaken() {
    var gpus = mesh(8).read().gpus();

    assertThat(best(gpus, 1)).containsExactly(0);
    assertThat(best(gpus, 2)).containsExactly(0, 1);
    assertThat(best(gpus, 4)).containsExactly(0, 1, 2, 3);
    assertThat(best(gpus, 8)).hasSize(8);
  }

  @Test
  void aHalfUsedNumaNodeIsFilledFirst() {
    var gpus = mesh(8).read().gpus();

    assertThat(best(gpus.subList(2, 8), 2)).containsExactly(2, 3);
    assertThat(best(gpus.subList(1, 8), 4)).containsExactly(4, 5, 6, 7);
  }

  @Test
  void theTwoDiesOfAMi250ModuleGoTogether() {
    var host = FakeHost.in(root).withDriver("6.10").cards(8, Card.mi250Die());
    for (int a = 0; a < 8; a++) {
      for (int b = a + 1; b < 8; b++) {
        host.link(FIRST_GPU_NODE + a, FIRST_GPU_NODE + b, 11, a / 2 == b / 2 ? 400_000 : 100_000);
      }
    }
    var gpus = host.read().gpus();
    var odd = IntStream.of(1, 2, 3, 5).mapToObj(gpus::get).toList();

    assertThat(best(odd, 2)).containsExactly(2, 3);
  }

  @Test
  void cardsWithoutXgmiAreTakenFromOneNumaNode() {
    var gpus = FakeHost.in(root).withDriver("6.10").cards(8, Card.mi210()).read().gpus();

    assertThat(best(IntStream.of(3, 4, 5).mapToObj(gpus::get).toList(), 2)).containsExactly(4, 5);
  }

  @Test
  void partitionsOfOneCardGoTogether() {
    var gpus = FakeHost.in(root).withDriver("6.14").cards(2, Card.mi300xCpxNps4()).read().gpus();

    assertThat(best(gpus.subList(6, 16), 4)).containsExactly(8, 9, 10, 11);
  }

  @Test
  void sixtyFourPartitionsAreNoTrouble() {
    var gpus = FakeHost.in(root).withDriver("6.14").cards(8, Card.mi300xCpxNps4()).read().gpus();

    assertThat(best(gpus, 8)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(best(gpus, 64)).hasSize(64);
  }
}
