package io.aimengine.benchmarks;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.plan.InventoryReader;
import io.aimengine.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A catalog and an inventory in which endpoints are planned with every default.
record World(EndpointPipeline pipeline, Inventory inventory, List<EndpointSpec> specs) {
  /// A cluster of four types, partly taken, and one of everything that the catalog knows.
  static final String MIXED = "mixed";

  static final String EVERYTHING = "everything";

  /// `hardware` is MIXED, EVERYTHING or as `--hardware` takes it.
  static World of(Catalog catalog, String hardware) {
    var specs = catalog.models().stream().map(Model::id).map(EndpointSpec::ofModel).toList();
    return new World(new EndpointPipeline(catalog), inventory(catalog, hardware), specs);
  }

  Outcome plan(EndpointSpec spec) {
    return pipeline.run(spec, inventory, List.of(), Optional.empty(), LaunchOptions.container());
  }

  Optional<EndpointSpec> spec(String model) {
    return specs.stream().filter(s -> s.model().id().equals(model)).findFirst();
  }

  private static Inventory inventory(Catalog catalog, String hardware) {
    return switch (hardware) {
      case MIXED ->
          new Inventory(
              List.of(
                  node(catalog, "a", "MI300X", 8, 5),
                  node(catalog, "b", "MI300X", 8, 8),
                  node(catalog, "c", "MI325X", 8, 3),
                  node(catalog, "d", "MI250", 8, 8),
                  node(catalog, "e", "MI210", 4, 2)),
              hardware);
      case EVERYTHING -> everything(catalog);
      default -> InventoryReader.shorthand(hardware, catalog).inventory();
    };
  }

  private static Inventory everything(Catalog catalog) {
    var nodes = new ArrayList<Node>();
    for (var accelerator : catalog.accelerators()) {
      var count = accelerator.kind() == Accelerator.Kind.CPU ? 1 : 8;
      nodes.add(node(catalog, "of-" + accelerator.name(), accelerator.name(), count, count));
    }
    return new Inventory(nodes, EVERYTHING);
  }

  private static Node node(Catalog catalog, String name, String type, int total, int free) {
    var accelerator = catalog.accelerator(type).orElseThrow();
    var cpu = accelerator.kind() == Accelerator.Kind.CPU;
    var memoryGib = cpu ? 64 : accelerator.memoryGib();
    var devices = new Devices(accelerator, total, free, memoryGib, "");
    return new Node(name, 64, 512L << 30, List.of(devices));
  }
}
