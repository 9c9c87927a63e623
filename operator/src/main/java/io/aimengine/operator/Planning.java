package io.aimengine.operator;

import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Recipe;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.operator.Remembered.Same;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Explanation;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryRead;
import io.aimengine.plan.Objection;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.RecipeChoice;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans endpoints against the cluster as it is seen, so that no two count on the same free GPUs: a
/// plan is promised its GPUs until the watch shows the workload that was made for it.
final class Planning {
  private final EndpointPipeline pipeline;
  private final ClusterInventory inventory;
  private final Catalog catalog;
  private final Recipes recipes;
  private final Optional<GivenInventory> given;
  private final LaunchOptions launching;
  private final Predicate<String> endpoints;
  private final Remembered remembered = new Remembered();

  /// `endpoints` says whether one is there, `namespace/name`; `given` is there where nodes are not
  /// seen.
  Planning(
      Catalog catalog,
      ClusterInventory inventory,
      Predicate<String> endpoints,
      Recipes recipes,
      Optional<GivenInventory> given,
      LaunchOptions launching) {
    this.given = given;
    this.launching = launching;
    this.pipeline = new EndpointPipeline(catalog);
    this.inventory = inventory;
    this.endpoints = endpoints;
    this.catalog = catalog;
    this.recipes = recipes;
  }

  /// What became of planning, and the GPUs that nobody knows.
  record Planned(Outcome outcome, List<String> unknownHardware) {
    Planned {
      unknownHardware = List.copyOf(unknownHardware);
    }
  }

  /// For a recipe that serves already: the nodes it runs on are good enough for it, and neither
  /// what others hold nor how many replicas there are is a question.
  Planned kept(World world, EndpointSpec spec, String recipe) {
    var own =
        world.pods().stream()
            .map(pod -> Optional.ofNullable(pod.getSpec().getNodeName()))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    var single = spec.withReplicas(1);
    return unknown(single).orElseGet(() -> kept(world, single, seen(single).whole(own), recipe));
  }

  private Planned kept(World world, EndpointSpec spec, InventoryRead whole, String recipe) {
    var offered = recipes.of(spec, Optional.of(recipe));
    return remembered.once(
        world.endpoint().getMetadata().getUid(),
        Planned.class,
        List.of(new Same(whole), spec, recipe, offered),
        () -> run(offered, spec, whole, Optional.of(recipe)));
  }

  /// A new plan; `made` says which workload it leads to, for which GPUs are put aside.
  synchronized Planned decided(
      AIMEndpoint endpoint,
      EndpointSpec spec,
      Optional<String> recipe,
      Function<Outcome, Optional<Deployment>> made) {
    inventory.forget(endpoints.negate());
    var planned =
        unknown(spec)
            .orElseGet(() -> {
              var free = seen(spec).free(GpuPod.key(endpoint));
              return run(recipes.of(spec, recipe), spec, free, recipe);
            });
    made.apply(planned.outcome()).ifPresentOrElse(inventory::promise, () -> broken(endpoint));
    return planned;
  }

  /// Whether a release may have one replica more than `replicas` for a while, for which GPUs are
  /// put aside.
  synchronized boolean surges(Release release, int replicas) {
    return inventory.surge(
        release.workload("", 1, replicas + 1),
        () -> room(release.accelerator(), release.gpus()).blocks() > 0);
  }

  /// An endpoint has no replica more than it shall have.
  void surged(AIMEndpoint endpoint) {
    inventory.surged(GpuPod.key(endpoint));
  }

  /// The workload could not be made.
  void broken(AIMEndpoint endpoint) {
    inventory.broken(GpuPod.key(endpoint));
  }

  /// Grows with all that may leave more or less free.
  long version() {
    return inventory.version();
  }

  private Planned run(
      List<Recipe> offered, EndpointSpec spec, InventoryRead read, Optional<String> recipe) {
    var outcome =
        wrong(spec)
            .orElseGet(() -> pipeline.prefer(offered, spec, read.inventory(), recipe, launching));
    var unknown =
        Stream.concat(
                read.problems().stream(),
                given.stream().flatMap(known -> known.problems().stream()))
            .filter(problem -> !problem.code().equals("inventory.left-out"))
            .map(problem -> problem.message())
            .distinct()
            .sorted()
            .toList();
    return new Planned(outcome, unknown);
  }

  /// What would become of an endpoint that is only asked about.
  Planned asked(AIMEndpoint endpoint, EndpointSpec spec) {
    return unknown(spec)
        .orElseGet(() -> {
          var none = Optional.<String>empty();
          return run(recipes.of(spec, none), spec, seen(spec).free(GpuPod.key(endpoint)), none);
        });
  }

  /// Where nobody says what GPUs there are.
  private Optional<Planned> unknown(EndpointSpec spec) {
    return given
        .filter(known -> known.nodes(spec).isEmpty())
        .map(known -> {
          var blocker = new Objection("inventory.unknown", known.unknown());
          return new Planned(blocked(List.of(blocker)), List.of());
        });
  }

  /// A recipe in the manifest that the checks refuse.
  private Optional<Outcome> wrong(EndpointSpec spec) {
    if (!(spec.wishes().recipe() instanceof RecipeChoice.Inline(var content))) {
      return Optional.empty();
    }
    var blockers =
        recipes.written(content).problems().stream()
            .filter(Problem::isError)
            .map(p -> new Objection(p.code(), "spec.customRecipe.recipeContent: " + p.message()))
            .toList();
    return blockers.isEmpty() ? Optional.empty() : Optional.of(blocked(blockers));
  }

  private static Outcome blocked(List<Objection> blockers) {
    var nothing = new Explanation(List.of(), List.of(), List.of(), blockers);
    return new Outcome(new PlanResult.Infeasible(nothing), Optional.empty(), List.of());
  }

  private ClusterInventory seen(EndpointSpec spec) {
    return given
        .map(known -> inventory.on(known.nodes(spec).orElse(GivenNodes.none())))
        .orElse(inventory);
  }

  private ClusterInventory seen() {
    return given.map(known -> inventory.on(known.nodes())).orElse(inventory);
  }

  /// Free blocks for one more replica, and the largest there is, while all pods hold theirs.
  record Room(int blocks, int largest) {}

  Room room(String accelerator, int gpus) {
    var free = seen().free("").inventory();
    var kind = catalog.accelerator(accelerator);
    return kind.map(k -> new Room(free.room(k, gpus), largest(free, accelerator)))
        .orElse(new Room(0, 0));
  }

  private static int largest(Inventory inventory, String accelerator) {
    return inventory.nodes().stream()
        .flatMap(node -> node.devices().stream())
        .filter(devices -> devices.accelerator().name().equalsIgnoreCase(accelerator))
        .mapToInt(Inventory.Devices::free)
        .max()
        .orElse(0);
  }
}
