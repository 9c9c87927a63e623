package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import java.util.List;

/// What is there: GPUs by node and type. Nodes that cannot take work are left out by who reads
/// them. `source` says where it was read from, for people. `otherGpus`: there are GPUs beside
/// these, on nodes that were left out.
public record Inventory(List<Node> nodes, String source, boolean otherGpus) {
  public Inventory {
    nodes = List.copyOf(nodes);
  }

  public Inventory(List<Node> nodes, String source) {
    this(nodes, source, false);
  }

  /// Whether there are GPUs, usable now or not.
  boolean hasGpus() {
    return otherGpus
        || nodes.stream()
            .flatMap(node -> node.devices().stream())
            .anyMatch(devices -> devices.accelerator().kind() == Accelerator.Kind.GPU);
  }

  /// Whether there is a device of this type, free or not.
  public boolean has(Accelerator accelerator) {
    return nodes.stream()
        .flatMap(node -> node.devices().stream())
        .anyMatch(devices -> devices.accelerator().name().equals(accelerator.name()));
  }

  /// A machine. `memoryBytes` and `cpus` are what workloads may use.
  public record Node(String name, double cpus, long memoryBytes, List<Devices> devices) {
    public Node {
      devices = List.copyOf(devices);
    }
  }

  /// Devices of one type on a node. `memoryGib` is per device, as this machine reports it (a
  /// partition has less than the catalog's figure); `partition` is "" or `cpx_nps4`. `resource` is
  /// what Kubernetes counts them as; `product` is the product name that told what they are, "" when
  /// a device id did.
  public record Devices(
      Accelerator accelerator,
      int total,
      int free,
      double memoryGib,
      String partition,
      String resource,
      String product) {
    /// The device plugin's name of a whole GPU.
    public static final String GPU = "amd.com/gpu";

    public Devices(
        Accelerator accelerator, int total, int free, double memoryGib, String partition) {
      this(accelerator, total, free, memoryGib, partition, GPU, "");
    }

    /// The same kind in other numbers.
    public Devices with(int newTotal, int newFree) {
      return new Devices(accelerator, newTotal, newFree, memoryGib, partition, resource, product);
    }
  }

  /// How many replicas of so many free devices of a type find room, each on one node.
  public int room(Accelerator accelerator, int gpus) {
    return nodes.stream()
        .flatMap(node -> node.devices().stream())
        .filter(devices -> devices.accelerator().name().equalsIgnoreCase(accelerator.name()))
        .mapToInt(devices -> devices.free() / Math.max(1, gpus))
        .sum();
  }
}
