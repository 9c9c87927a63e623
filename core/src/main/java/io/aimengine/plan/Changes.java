package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Accelerator.Kind;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Model;
import io.aimengine.plan.Change.World;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.plan.Judge.Judged;
import io.aimengine.spec.RecipeChoice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The changes that are worth trying for a manifest that cannot be served: those to the manifest
/// first, then those to the machine.
final class Changes {
  /// What a node of any accelerator has at most; AMD's platforms carry eight.
  private static final int NODE = 8;

  private final Catalog catalog;
  private final Model model;
  private final Wanted wanted;

  Changes(Catalog catalog, Model model, Wanted wanted) {
    this.catalog = catalog;
    this.model = model;
    this.wanted = wanted;
  }

  List<Change> toManifest() {
    var changes = new ArrayList<Change>();
    var wishes = wanted.wishes();
    var context = model.architecture().context();
    if (wishes.gpuCount().isPresent()) {
      changes.add(Change.wish("gpuCount", Wanted::withoutGpuCount, Changes::gpuCount));
    }
    precisions(changes);
    if (wishes.context().isPresent()) {
      changes.add(
          Change.wish(
              "context",
              wishes.context().getAsInt() > context
                  ? w -> w.withContext(context)
                  : Wanted::withoutContext,
              j -> "contextLength: " + j.candidate().settings().maxModelLen()));
    }
    if (!wishes.engines().isEmpty()) {
      changes.add(
          Change.wish(
              "engine",
              Wanted::withoutEngine,
              j -> "servingEngine: " + j.candidate().engine().engine().id()));
    }
    if (wishes.hardware().isPresent()) {
      changes.add(
          Change.wish(
              "hardware",
              Wanted::withoutHardware,
              j -> "hardware: " + j.candidate().accelerator().name()));
    }
    if (!(wishes.recipe() instanceof RecipeChoice.Auto)) {
      changes.add(Change.wish("recipe", Wanted::withoutRecipe, _ -> "no recipe named"));
    }
    if (!wishes.args().isEmpty()) {
      changes.add(Change.wish("args", Wanted::withoutArgs, _ -> "no customArgs"));
    }
    if (wanted.replicas() > 1) {
      changes.add(
          Change.wish(
              "replicas",
              w -> w.withReplicas(1),
              j -> "replicas: " + j.site().room(j.candidate().gpuCount())));
    }
    return changes;
  }

  /// Devices that others hold, and every other accelerator of the catalog, a whole node each.
  List<Change> toMachine(Inventory inventory) {
    var changes = new ArrayList<Change>();
    changes.add(
        Change.free(
            world -> new World(world.wanted(), allFree(world.inventory())),
            j -> free(inventory, j)));
    for (var accelerator : catalog.accelerators()) {
      if (accelerator.kind() == Kind.GPU) {
        changes.add(
            Change.machine(
                world ->
                    new World(elsewhere(world.wanted(), accelerator), node(accelerator, world)),
                this::hardware));
      }
    }
    return changes;
  }

  private void precisions(List<Change> changes) {
    var named = Checkpoints.named(model, wanted.model());
    model.checkpoints().stream()
        .filter(c -> c.format() == Checkpoint.Format.SAFETENSORS)
        .map(Checkpoint::precision)
        .distinct()
        .filter(p -> wanted.wishes().precision().map(w -> w != p).orElse(p != named.precision()))
        .sorted()
        .forEach(p ->
            changes.add(
                Change.wish(
                    "precision",
                    w -> w.withPrecision(p),
                    j ->
                        "precision: "
                            + p.id()
                            + " (serves "
                            + j.candidate().checkpoint().id()
                            + ")")));
  }

  private static String gpuCount(Judged judged) {
    return judged.candidate().accelerator().kind() == Kind.CPU
        ? "no gpuCount, to serve on the CPU"
        : "gpuCount: " + judged.candidate().gpuCount();
  }

  /// Keeps a wish for hardware true, whatever it was.
  private static Wanted elsewhere(Wanted wanted, Accelerator accelerator) {
    return wanted.wishes().hardware().isPresent()
        ? wanted.withHardware(accelerator.name())
        : wanted;
  }

  private static Inventory node(Accelerator accelerator, World world) {
    var count = Math.max(NODE, world.wanted().wishes().gpuCount().orElse(0));
    var many = count * Math.max(1, world.wanted().replicas());
    var devices = new Devices(accelerator, NODE, NODE, accelerator.memoryGib(), "");
    var nodes = new ArrayList<Node>();
    for (var i = 0; i * NODE < Math.min(many, 64); i++) {
      nodes.add(new Node("node-" + i, 0, 0, List.of(devices)));
    }
    return new Inventory(nodes, "a node of 8 x " + accelerator.name());
  }

  private String hardware(Judged judged) {
    var nodes = (wanted.replicas() + perNode(judged) - 1) / perNode(judged);
    return (nodes > 1 ? nodes + " nodes" : "a node")
        + " with "
        + Way.devices(judged, wanted.replicas());
  }

  private static int perNode(Judged judged) {
    return Math.max(1, NODE / judged.candidate().gpuCount());
  }

  private static Inventory allFree(Inventory inventory) {
    var nodes =
        inventory.nodes().stream()
            .map(n ->
                new Node(
                    n.name(),
                    n.cpus(),
                    n.memoryBytes(),
                    n.devices().stream().map(Changes::free).toList()))
            .toList();
    return new Inventory(nodes, inventory.source());
  }

  private static Devices free(Devices d) {
    return d.with(d.total(), d.total());
  }

  /// `free devices: 4 of 8 on node a (3 are free)`, the node that has most free already.
  private String free(Inventory inventory, Judged judged) {
    var count = judged.candidate().gpuCount();
    var spots =
        Site.of(inventory, judged.candidate().accelerator()).stream()
            .filter(site -> site.partition().equals(judged.site().partition()))
            .flatMap(site -> site.spots().stream())
            .filter(spot -> spot.total() >= count)
            .toList();
    var free = spots.stream().mapToInt(Site.Spot::free).sum();
    if (wanted.replicas() > 1) {
      return "free devices: " + Way.devices(judged, wanted.replicas()) + " (" + free + " are free)";
    }
    return spots.stream()
        .max(Comparator.comparingInt(Site.Spot::free))
        .map(s ->
            "free devices: %d of %d on node %s are enough (%d free now)"
                .formatted(count, s.total(), s.node(), s.free()))
        .orElse("free devices: " + count);
  }
}
