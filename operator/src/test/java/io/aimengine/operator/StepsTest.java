package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.canary.Split;
import io.aimengine.operator.Steps.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepsTest {
  @Test
  void makesTheFirstWorkloadWhole() {
    assertThat(Steps.next(Goal.all("new", 2), List.of(), false, () -> true))
        .containsExactly(new Scale("", "new", 2));
  }

  @Test
  void changesOnlyTheNumberOfWhatIsOfTheRelease() {
    assertThat(
            Steps.next(Goal.all("new", 5), List.of(slot("", "new", 2, 2, 2)), false, () -> false))
        .containsExactly(new Scale("", "new", 5));
  }

  @Test
  void neverMakesANewPodBeforeTheOldObjectIsGoneWhereThereIsNoRoom() {
    var leaving = List.of(slot("", "old", 0, 1, 0));
    assertThat(Steps.next(Goal.all("new", 1), leaving, false, () -> false))
        .containsExactly(new Scale("", "old", 0));
    var gone = List.of(slot("", "old", 0, 0, 0));
    assertThat(Steps.next(Goal.all("new", 1), gone, false, () -> false))
        .containsExactly(new Scale("", "new", 1));
  }

  @Test
  void takesAllOldOnesAwayFirstWhenTheManifestSaysRecreate() {
    assertThat(Steps.next(Goal.all("new", 3), List.of(slot("", "old", 3, 3, 3)), true, () -> true))
        .containsExactly(new Scale("", "old", 0));
  }

  @Test
  void emptiesOneWorkloadForAThirdRelease() {
    var both = List.of(slot("", "one", 1, 1, 1), slot("-b", "two", 1, 1, 0));
    assertThat(Steps.next(Goal.all("three", 2), both, false, () -> false))
        .containsExactlyInAnyOrder(new Scale("", "one", 1), new Scale("-b", "two", 0));
    var leaving = List.of(slot("", "one", 1, 1, 1), slot("-b", "two", 0, 1, 0));
    assertThat(Steps.next(Goal.all("three", 2), leaving, false, () -> false))
        .containsExactlyInAnyOrder(new Scale("", "one", 1), new Scale("-b", "two", 0));
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

  /// Every part between one and all but one, with and without a spare block.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void givesACanaryItsPartAndNeverTakesTheLastReleaseBelowItsOwn(int spare) {
    for (var seed = 0; seed < 300; seed++) {
      var random = new Random(seed);
      var replicas = 2 + random.nextInt(4);
      var split = Split.of(replicas, 1 + random.nextInt(99));
      var world = new FakeWorld(random, replicas, spare);
      world.goal = tried(replicas, split);
      world.reach(
          "seed " + seed,
          () -> world.has("old", split.stable()) && world.has("new", split.canary()));
      world.goal = Goal.all(random.nextBoolean() ? "new" : "old", replicas);
      world.reach(
          "seed " + seed,
          () -> world.has(world.goal.release(), replicas) && world.slots.size() == 1);
    }
  }

  @Test
  void triesASingleReplicaBesideTheOldOneWhereABlockIsFree() {
    var one = List.of(slot("", "old", 1, 1, 1));
    var goal = tried(1, new Split(1, 1));
    assertThat(Steps.next(goal, one, false, () -> true))
        .containsExactlyInAnyOrder(new Scale("", "old", 1), new Scale("-b", "new", 1));
    assertThat(Steps.next(goal, one, false, () -> false))
        .as("and leaves it alone where none is")
        .containsExactly(new Scale("", "old", 1));
    var stuck =
        List.of(slot("", "old", 1, 1, 1), new Slot("-b", "new", 1, 1, 0, true, Optional.empty()));
    assertThat(Steps.next(goal, stuck, false, () -> false))
        .as("and when somebody else took the block")
        .containsExactlyInAnyOrder(new Scale("", "old", 1), new Scale("-b", "new", 1));
  }

  @Test
  void takesABadCanaryAwayAtOnce() {
    var tried = List.of(slot("", "old", 2, 2, 2), slot("-b", "bad", 2, 2, 2));
    var back = new Goal(4, "old", 4, Optional.empty(), 0, "bad");
    assertThat(Steps.next(back, tried, false, () -> false))
        .containsExactlyInAnyOrder(new Scale("", "old", 2), new Scale("-b", "bad", 0));
  }

  @Test
  void aThirdReleaseTakesThePlaceOfTheCanaryNotOfTheLastGoodOne() {
    var both = List.of(slot("", "old", 1, 1, 0), slot("-b", "two", 1, 1, 1));
    var goal = new Goal(2, "three", 1, Optional.of("old"), 1, "");
    assertThat(Steps.next(goal, both, false, () -> true))
        .containsExactlyInAnyOrder(new Scale("", "old", 1), new Scale("-b", "two", 0));
  }

  @Test
  void scalesBothPartsAndMakesALostLastReleaseAgain() {
    var both = List.of(slot("", "old", 3, 3, 3), slot("-b", "new", 1, 1, 1));
    assertThat(Steps.next(tried(8, new Split(6, 2)), both, false, () -> false))
        .as("up")
        .contains(new Scale("", "old", 6));
    assertThat(Steps.next(tried(2, new Split(1, 1)), both, false, () -> false))
        .as("down")
        .containsExactlyInAnyOrder(new Scale("", "old", 1), new Scale("-b", "new", 1));
    var lost = List.of(slot("-b", "new", 1, 1, 1));
    assertThat(Steps.next(tried(4, new Split(3, 1)), lost, false, () -> false))
        .as("lost")
        .containsExactlyInAnyOrder(new Scale("", "old", 3), new Scale("-b", "new", 1));
  }

  private static Goal tried(int replicas, Split split) {
    return new Goal(replicas, "new", split.canary(), Optional.of("old"), split.stable(), "");
  }

  private static Slot slot(String suffix, String release, int wanted, int pods, int ready) {
    return new Slot(suffix, release, wanted, pods, ready, false, Optional.empty());
  }

  private static final class FakeWorld {
    private final Random random;
    private final int replicas;
    private final int gpus;
    private Goal goal;
    private List<Slot> slots = new ArrayList<>();

    FakeWorld(Random random, int spare) {
      this(random, 1 + random.nextInt(4), spare);
    }

    FakeWorld(Random random, int replicas, int spare) {
      this.random = random;
      this.replicas = replicas;
      this.gpus = replicas + spare;
      this.goal = Goal.all("new", replicas);
      slots.add(slot("", "old", replicas, replicas, replicas));
    }

    boolean done() {
      return slots.size() == 1
          && slots.getFirst().release().equals("new")
          && slots.getFirst().ready() == replicas;
    }

    /// Steps until it holds; the last release keeps what it must meanwhile.
    void reach(String what, BooleanSupplier holds) {
      for (var steps = 0; !holds.getAsBoolean(); steps++) {
        step();
        var kept = slots.stream().filter(goal::keeps).mapToInt(Slot::wanted).sum();
        assertThat(kept).as("%s: %s", what, slots).isGreaterThanOrEqualTo(goal.kept());
        assertThat(steps).as("%s: %s", what, slots).isLessThan(2_000);
      }
    }

    boolean has(String release, int count) {
      return slots.stream()
          .anyMatch(s ->
              s.release().equals(release)
                  && s.wanted() == count
                  && s.pods() == count
                  && s.ready() == count);
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
      var scales = Steps.next(goal, List.copyOf(slots), false, () -> pods() < gpus);
      var after = new ArrayList<Slot>();
      for (var scale : scales) {
        var there = slots.stream().filter(s -> s.suffix().equals(scale.suffix())).findFirst();
        var slot = there.orElse(Slot.none(scale.suffix(), scale.release()));
        after.add(
            slot(
                slot.suffix(),
                scale.release(),
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
