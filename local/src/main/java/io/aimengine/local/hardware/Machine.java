package io.aimengine.local.hardware;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What this machine has: the GPUs that the environment lets us see, the CPU, the version of the
/// amdgpu driver ("" without one) and all that was odd while reading.
public record Machine(String name, List<Gpu> gpus, Cpu cpu, String driver, List<Problem> problems) {
  public Machine {
    gpus = List.copyOf(gpus);
    problems = List.copyOf(problems);
  }

  /// The part of a GPU's memory that must be unused for it to count as free: what vLLM takes when
  /// nothing else is asked for.
  public static final double DEFAULT_FRACTION = 0.92;

  private record Kind(Accelerator accelerator, String partition) {}

  /// The planner's view with nothing leased.
  public Inventory toInventory(Catalog catalog) {
    return toInventory(catalog, Set.of());
  }

  /// The planner's view. `taken` holds ids of GPUs that are not free (see `DeviceLeases`); GPUs the
  /// catalog does not know are left out, the CPU is always there as one device.
  public Inventory toInventory(Catalog catalog, Set<String> taken) {
    var groups = new LinkedHashMap<Kind, List<Gpu>>();
    for (var gpu : gpus) {
      accelerator(catalog, gpu)
          .map(accelerator -> new Kind(accelerator, gpu.partition()))
          .ifPresent(kind -> groups.computeIfAbsent(kind, _ -> new ArrayList<>()).add(gpu));
    }
    var devices = new ArrayList<Inventory.Devices>();
    groups.forEach((kind, members) -> devices.add(devices(kind, members, taken)));
    catalog.accelerator("cpu").ifPresent(accelerator -> devices.add(cpuDevice(accelerator)));
    var node = new Inventory.Node(name, cpu.cores(), cpu.memoryBytes(), devices);
    return new Inventory(List.of(node), "this machine");
  }

  /// What was odd while reading, and the GPUs that this catalog does not know.
  public List<Problem> problems(Catalog catalog) {
    var unknown =
        gpus.stream()
            .filter(gpu -> accelerator(catalog, gpu).isEmpty())
            .map(HardwareProblems::unknownGpu);
    return Stream.concat(problems.stream(), unknown).toList();
  }

  public static Optional<Accelerator> accelerator(Catalog catalog, Gpu gpu) {
    return catalog.acceleratorByDeviceId(gpu.deviceId());
  }

  /// The smallest of the group counts: partitions of one card differ by some MiB.
  private static Inventory.Devices devices(Kind kind, List<Gpu> members, Set<String> taken) {
    var free =
        members.stream()
            .filter(gpu -> !taken.contains(gpu.id()) && gpu.hasFree(DEFAULT_FRACTION))
            .count();
    var memory = members.stream().mapToDouble(Gpu::vramGib).min().orElse(0);
    return new Inventory.Devices(
        kind.accelerator(), members.size(), (int) free, memory, kind.partition());
  }

  private Inventory.Devices cpuDevice(Accelerator accelerator) {
    return new Inventory.Devices(accelerator, 1, 1, cpu.availableBytes() / Gpu.GIB, "");
  }
}
