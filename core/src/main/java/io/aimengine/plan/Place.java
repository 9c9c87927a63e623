package io.aimengine.plan;

import java.util.List;

/// Where replicas go: `node` is the first's; the rest holds for every node that may take one.
/// `partition` is "" or `cpx_nps4`; `resource` is what Kubernetes counts the devices as; `products`
/// are the product names of nodes that no device id names. `cpus` and `memoryBytes` are the least
/// that a node has for each of its devices, 0 if unknown.
public record Place(
    String node,
    String partition,
    String resource,
    List<String> products,
    double cpus,
    long memoryBytes) {
  public Place {
    products = List.copyOf(products);
  }

  /// A node of whole GPUs of which nothing else is known.
  public static Place on(String node) {
    return new Place(node, "", Inventory.Devices.GPU, List.of(), 0, 0);
  }
}
