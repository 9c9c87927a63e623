package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The accelerators that an endpoint may be served on, and the engines that could serve it there.
record ServingEngines(Catalog catalog, Wanted wanted, Inventory inventory) {

  /// What the inventory has; only the wished hardware where some is wished, even when it is absent.
  /// Beside GPUs nobody gets processors without asking for them, though no GPU be free.
  List<Accelerator> accelerators() {
    var wished = wanted.wishes().hardware().flatMap(catalog::accelerator);
    if (wished.isPresent()) {
      return List.of(wished.get());
    }
    var present = new TreeMap<String, Accelerator>();
    for (var node : inventory.nodes()) {
      node.devices().forEach(d -> present.put(d.accelerator().name(), d.accelerator()));
    }
    if (inventory.hasGpus()) {
      present.values().removeIf(accelerator -> accelerator.kind() == Accelerator.Kind.CPU);
    }
    return List.copyOf(present.values());
  }

  /// The wished engines, or those that are made for the kind of device.
  List<EngineVersion> on(Accelerator accelerator) {
    var cpu = accelerator.kind() == Accelerator.Kind.CPU;
    var own = cpu ? List.of(Engine.LLAMACPP) : List.of(Engine.VLLM, Engine.SGLANG);
    var wished = wanted.wishes().engines().isEmpty() ? own : wanted.wishes().engines();
    return new LinkedHashSet<>(wished)
        .stream().flatMap(engine -> newest(engine, accelerator).stream()).toList();
  }

  /// Those of every accelerator, each once.
  List<EngineVersion> all() {
    return accelerators().stream().flatMap(a -> on(a).stream()).distinct().toList();
  }

  /// The newest version built for the kind of device; any other when there is none, so that a rule
  /// says so.
  Optional<EngineVersion> newest(Engine engine, Accelerator accelerator) {
    var platform = platform(accelerator);
    var all = catalog.engines().stream().filter(v -> v.engine() == engine).toList();
    return all.stream()
        .filter(v -> v.platform() == platform)
        .findFirst()
        .or(() -> all.stream().findFirst());
  }

  static Platform platform(Accelerator accelerator) {
    return accelerator.kind() == Accelerator.Kind.CPU ? Platform.CPU : Platform.ROCM;
  }
}
