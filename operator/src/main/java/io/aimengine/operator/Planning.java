package io.aimengine.operator;

import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalog;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.operator.ClusterInventory.View;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Explanation;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryRead;
import io.aimengine.plan.Objection;
import io.aimengine.plan.PlanResult;
import io.aimengine.render.Labels;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.RecipeChoice;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Plans endpoints against the cluster as it is seen, so that no two count on the same free GPUs: a
/// plan is promised its GPUs until the watch shows the workload that was made for it.
final class Planning {
  private final EndpointPipeline pipeline;
  private final ClusterInventory inventory;
  private final Catalog catalog;
  private final ClusterReader reader;
  private final Recipes recipes;
  private final Optional<GivenInventory> given;
  private final LaunchOptions launching;
  private final Map<String, Deployment> promised = new TreeMap<>();

  /// `given` is there where nodes are not seen.
  Planning(
      Catalog catalog,
      ClusterReader reader,
      Recipes recipes,
      Optional<GivenInventory> given,
      LaunchOptions launching) {
    this.given = given;
    this.launching = launching;
    this.pipeline = new EndpointPipeline(catalog);
    this.inventory = new ClusterInventory(catalog);
    this.catalog = catalog;
    this.reader = reader;
    this.recipes = recipes;
  }

  /// What became of planning, and the GPUs that nobody knows. `contested` when it counted on others
  /// taking GPUs of which nobody can see yet whether they do.
  record Planned(Outcome outcome, List<String> unknownHardware, boolean contested) {
    Planned {
      unknownHardware = List.copyOf(unknownHardware);
    }
  }

  /// For a recipe that serves already: the nodes it runs on are good enough for it, and neither
  /// what others hold nor how many replicas there are is a question.
  Planned kept(AIMEndpoint endpoint, EndpointSpec spec, String recipe) {
    var own =
        reader.podsOf(endpoint).stream()
            .map(pod -> Optional.ofNullable(pod.getSpec().getNodeName()))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    var single = spec.withReplicas(1);
    return unknown(single)
        .orElseGet(() ->
            run(
                single,
                inventory.read(view(seen(single).allFree(), List.of(), List.of(), own)),
                Optional.of(recipe)));
  }

  /// A new plan; `made` says which workload it leads to, for which GPUs are put aside.
  synchronized Planned decided(
      AIMEndpoint endpoint,
      EndpointSpec spec,
      Optional<String> recipe,
      Function<Outcome, Optional<Deployment>> made) {
    promised.remove(key(endpoint));
    var unknown = unknown(spec);
    if (unknown.isPresent()) {
      return unknown.get();
    }
    var planned = run(spec, inventory.read(others(endpoint, seen(spec))), recipe);
    var contested = !promised.isEmpty();
    made.apply(planned.outcome()).ifPresent(workload -> promised.put(key(endpoint), workload));
    return new Planned(planned.outcome(), planned.unknownHardware(), contested);
  }

  /// The workload could not be made.
  synchronized void broken(AIMEndpoint endpoint) {
    promised.remove(key(endpoint));
  }

  private Planned run(EndpointSpec spec, InventoryRead read, Optional<String> recipe) {
    var outcome =
        wrong(spec)
            .orElseGet(() ->
                pipeline.prefer(
                    recipes.of(spec, recipe), spec, read.inventory(), recipe, launching));
    var unknown =
        Stream.concat(
                read.problems().stream(),
                given.stream().flatMap(known -> known.problems().stream()))
            .filter(problem -> !problem.code().equals("inventory.left-out"))
            .map(problem -> problem.message())
            .distinct()
            .sorted()
            .toList();
    return new Planned(outcome, unknown, false);
  }

  /// What would become of an endpoint that is only asked about.
  Planned asked(AIMEndpoint endpoint, EndpointSpec spec) {
    return unknown(spec)
        .orElseGet(() -> run(spec, inventory.read(others(endpoint, seen(spec))), Optional.empty()));
  }

  /// Where nobody says what GPUs there are.
  private Optional<Planned> unknown(EndpointSpec spec) {
    return given
        .filter(known -> known.nodes(spec).isEmpty())
        .map(known -> {
          var blocker = new Objection("inventory.unknown", known.unknown());
          return new Planned(blocked(List.of(blocker)), List.of(), false);
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

  private GivenNodes seen(EndpointSpec spec) {
    return given.map(known -> known.nodes(spec).orElse(GivenNodes.none())).orElseGet(this::seen);
  }

  private GivenNodes seen() {
    return given
        .map(GivenInventory::nodes)
        .orElseGet(() -> new GivenNodes(reader.nodes(), List.of()));
  }

  /// Free blocks for one more replica, and the largest there is, while all pods hold theirs.
  record Room(int blocks, int largest) {}

  Room room(String accelerator, int gpus) {
    var free = inventory.read(view(seen(), reader.pods(), workloads(""), Set.of())).inventory();
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

  private View others(AIMEndpoint endpoint, GivenNodes seen) {
    var pods = reader.pods().stream().filter(pod -> !owns(endpoint, pod)).toList();
    var workloads = new ArrayList<>(workloads(key(endpoint)));
    workloads.removeIf(workload -> owns(endpoint, workload));
    return view(seen, pods, workloads, Set.of());
  }

  private View view(GivenNodes seen, List<Pod> pods, List<Deployment> workloads, Set<String> own) {
    return new View(seen.nodes(), given.isPresent() ? seen.with(pods) : pods, workloads, own);
  }

  /// Those that are there and those that are on their way.
  private synchronized List<Deployment> workloads(String without) {
    var all = new ArrayList<>(reader.workloads());
    var there = all.stream().map(Planning::key).collect(Collectors.toSet());
    promised
        .entrySet()
        .removeIf(promise ->
            there.contains(key(promise.getValue())) || !reader.isThere(promise.getKey()));
    promised.forEach((endpoint, workload) -> {
      if (!endpoint.equals(without)) {
        all.add(workload);
      }
    });
    return all;
  }

  private static boolean owns(AIMEndpoint endpoint, HasMetadata object) {
    var labels = object.getMetadata().getLabels();
    return endpoint.getMetadata().getNamespace().equals(object.getMetadata().getNamespace())
        && labels != null
        && endpoint.getMetadata().getName().equals(labels.get(Labels.ENDPOINT));
  }

  private static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }
}
