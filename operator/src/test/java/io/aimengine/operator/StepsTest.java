package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.operator.Steps.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {
  @Test
  void makesTheFirstWorkloadWhole() {
    assertThat(Steps.next(2, "new", List.of(), false, () -> true))
        .containsExactly(new Scale("", true, 2));
  }

  @Test
  void changesOnlyTheNumberOfWhatIsOfTheRelease() {
    assertThat(Steps.next(5, "new", List.of(slot("", "new", 2, 2, 2)), false, () -> false))
        .containsExactly(new Scale("", true, 5));
  }

  @Test
  void neverMakesANewPodBeforeTheOldObjectIsGoneWhereThereIsNoRoom() {
    var leaving = List.of(slot("", "old", 0, 1, 0));
    assertThat(Steps.next(1, "new", leaving, false, () -> false))
        .containsExactly(new Scale("", false, 0));
    var gone = List.of(slot("", "old", 0, 0, 0));
    assertThat(Steps.next(1, "new", gone, false, () -> false))
        .containsExactly(new Scale("", true, 1));
  }

  @Test
  void takesAllOldOnesAwayFirstWhenTheManifestSaysRecreate() {
    assertThat(Steps.next(3, "new", List.of(slot("", "old", 3, 3, 3)), true, () -> true))
        .containsExactly(new Scale("", false, 0));
  }

  @Test
  void emptiesOneWorkloadForAThirdRelease() {
    var both = List.of(slot("", "one", 1, 1, 1), slot("-b", "two", 1, 1, 0));
    assertThat(Steps.next(2, "three", both, false, () -> false))
        .containsExactlyInAnyOrder(new Scale("", false, 1), new Scale("-b", false, 0));
    var leaving = List.of(slot("", "one", 1, 1, 1), slot("-b", "two", 0, 1, 0));
    assertThat(Steps.next(2, "three", leaving, false, () -> false))
        .containsExactlyInAnyOrder(new Scale("", false, 1), new Scale("-b", false, 0));
  }

  /// A world in which pods come, become ready and go at their own pace, seen by operators that die
  /// at any time: they know nothing but what is there.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void reachesTheNewReleaseWithAtMostOneReplicaMissing(int spare) {
    for (var seed = 0; seed < 300; seed++) {
      var world = new FakeWorld(new Random(seed), spare);
      var steps = 0;
      while (!world.done()) {
        world.step();
        assertThat(steps++).as("seed %s: %s", seed, world.slots).isLessThan(2_000);
      }
    }
  }

  private static Slot slot(String suffix, String release, int wanted, int pods, int ready) {
    return new Slot(suffix, release, wanted, pods, ready, false, Optional.empty());
  }

  private static final class FakeWorld {
    private final Random random;
    private final int replicas;
    private final int gpus;
    private List<Slot> slots = new ArrayList<>();

    FakeWorld(Random random, int spare) {
      this.random = random;
      this.replicas = 1 + random.nextInt(4);
      this.gpus = replicas + spare;
      slots.add(slot("", "old", replicas, replicas, replicas));
    }

    boolean done() {
      return slots.size() == 1
          && slots.getFirst().release().equals("new")
          && slots.getFirst().ready() == replicas;
    }

    /// Either the operator looks, or one pod takes a step of its life.
    void step() {
      if (random.nextBoolean()) {
        operate();
      } else {
        slots.replaceAll(this::live);
      }
      assertThat(pods()).isLessThanOrEqualTo(gpus).isLessThanOrEqualTo(replicas + 1);
      assertThat(slots.stream().mapToInt(Slot::ready).sum()).isGreaterThanOrEqualTo(replicas - 1);
    }

    private int pods() {
      return slots.stream().mapToInt(Slot::pods).sum();
    }

    private void operate() {
      var scales = Steps.next(replicas, "new", List.copyOf(slots), false, () -> pods() < gpus);
      var after = new ArrayList<Slot>();
      for (var scale : scales) {
        var there = slots.stream().filter(s -> s.suffix().equals(scale.suffix())).findFirst();
        var slot = there.orElse(Slot.none(scale.suffix(), "new"));
        var release = scale.next() ? "new" : slot.release();
        after.add(
            slot(
                slot.suffix(),
                release,
                scale.replicas(),
                slot.pods(),
                Math.min(slot.ready(), scale.replicas())));
      }
      assertThat(after.stream().mapToInt(Slot::pods).sum())
          .as("none is forgotten")
          .isEqualTo(pods());
      slots = after;
    }

    private Slot live(Slot slot) {
      if (slot.pods() > slot.wanted()) {
        return slot(slot.suffix(), slot.release(), slot.wanted(), slot.pods() - 1, slot.ready());
      }
      if (slot.pods() < slot.wanted()) {
        return slot(slot.suffix(), slot.release(), slot.wanted(), slot.pods() + 1, slot.ready());
      }
      var ready = slot.ready() + (slot.ready() < slot.pods() ? 1 : 0);
      return slot(slot.suffix(), slot.release(), slot.wanted(), slot.pods(), ready);
    }
  }
}
