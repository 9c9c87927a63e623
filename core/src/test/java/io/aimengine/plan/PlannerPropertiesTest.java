package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.plan.PlanResult.Planned;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Goal;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every endpoint on every machine, tried on seeded random ones.
class PlannerPropertiesTest {
  private static final Planner PLANNER = new Planner(Worlds.CATALOG);

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void orderOfTheInputNeverMatters(int seed) {
    var random = new Random(seed);
    var spec = endpoint(random);
    var inventory = inventory(random);
    var result = PLANNER.plan(spec, inventory);
    assertThat(PLANNER.plan(spec, shuffled(inventory, random))).isEqualTo(result);
    var wanted = Wanted.of(spec);
    var model = Worlds.CATALOG.model(spec.model().id()).orElseThrow();
    var candidates =
        new ArrayList<>(new Candidates(Worlds.CATALOG, wanted, inventory, model).all(List.of()));
    var choice = Choice.of(wanted, Survey.of(wanted, candidates, inventory), Optional.empty());
    Collections.shuffle(candidates, random);
    assertThat(Choice.of(wanted, Survey.of(wanted, candidates, inventory), Optional.empty()))
        .isEqualTo(choice);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatEarlierPlansLeftBehindNeverMatters(int seed) {
    var random = new Random(seed);
    var spec = endpoint(random);
    var inventory = inventory(random);
    assertThat(PLANNER.plan(spec, inventory))
        .isEqualTo(new Planner(Worlds.CATALOG).plan(spec, inventory));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aPlanFitsItsInventory(int seed) {
    var random = new Random(seed);
    var spec = endpoint(random);
    var inventory = inventory(random);
    if (PLANNER.plan(spec, inventory) instanceof Planned(var plan, _)) {
      var candidate = plan.candidate();
      assertThat(plan.memory().fits()).isTrue();
      assertThat(plan.memory().freeGib()).isNotNegative();
      assertThat(candidate.settings().gpus()).isEqualTo(candidate.gpuCount());
      var free =
          inventory.nodes().stream()
              .filter(n -> n.name().equals(plan.node()))
              .flatMap(n -> n.devices().stream())
              .filter(d -> d.accelerator().equals(candidate.accelerator()))
              .mapToInt(Devices::free)
              .sum();
      assertThat(free).isGreaterThanOrEqualTo(candidate.gpuCount());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void moreFreeDevicesNeverMakeAnEndpointInfeasible(int seed) {
    var random = new Random(seed);
    var spec = endpoint(random);
    var inventory = inventory(random);
    var more = free(inventory);
    if (PLANNER.plan(spec, inventory) instanceof Planned) {
      assertThat(PLANNER.plan(spec, more)).isInstanceOf(Planned.class);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void replanningAnUnchangedWorldReturnsTheSamePlan(int seed) {
    var random = new Random(seed);
    var spec = endpoint(random);
    var inventory = inventory(random);
    if (PLANNER.plan(spec, inventory) instanceof Planned(var plan, _)) {
      var current = Optional.of(plan.candidate().label());
      var again = PLANNER.plan(spec, inventory, List.of(), current);
      assertThat(((Planned) again).plan()).isEqualTo(plan);
    }
  }

  private static EndpointSpec endpoint(Random random) {
    var models = Worlds.CATALOG.models().stream().map(Model::id).toList();
    var wishes =
        new Wishes(
            Optional.empty(),
            random.nextInt(4) == 0
                ? Optional.of(any(random, List.of(Precision.FP8, Precision.BF16)))
                : Optional.empty(),
            random.nextInt(4) == 0 ? List.of(any(random, List.of(Engine.values()))) : List.of(),
            random.nextInt(4) == 0 ? OptionalInt.of(1 << random.nextInt(4)) : OptionalInt.empty(),
            random.nextInt(4) == 0
                ? OptionalInt.of(4096 << random.nextInt(5))
                : OptionalInt.empty(),
            any(random, List.of(Goal.values())),
            new RecipeChoice.Auto(),
            Map.of());
    return Worlds.endpoint(any(random, models), wishes);
  }

  private static Inventory inventory(Random random) {
    var accelerators = Worlds.CATALOG.accelerators();
    var nodes = new ArrayList<Node>();
    for (var i = 0; i <= random.nextInt(3); i++) {
      nodes.add(
          new Node("node-" + i, 32, 1L << 38, List.of(devices(any(random, accelerators), random))));
    }
    return new Inventory(nodes, "a seed");
  }

  private static Devices devices(Accelerator accelerator, Random random) {
    var cpu = accelerator.kind() == Accelerator.Kind.CPU;
    var total = cpu ? 1 : 1 << random.nextInt(4);
    var free = cpu ? 1 : random.nextInt(total + 1);
    return new Devices(accelerator, total, free, cpu ? 64 : accelerator.memoryGib(), "");
  }

  private static Inventory shuffled(Inventory inventory, Random random) {
    var nodes = new ArrayList<>(inventory.nodes());
    Collections.shuffle(nodes, random);
    return new Inventory(nodes, inventory.source());
  }

  private static Inventory free(Inventory inventory) {
    var nodes =
        inventory.nodes().stream()
            .map(n ->
                new Node(
                    n.name(),
                    n.cpus(),
                    n.memoryBytes(),
                    n.devices().stream().map(PlannerPropertiesTest::free).toList()))
            .toList();
    return new Inventory(nodes, inventory.source());
  }

  private static Devices free(Devices d) {
    return d.with(d.total(), d.total());
  }

  private static <T> T any(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
