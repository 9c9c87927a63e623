package io.aimengine.operator;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.Inventory.Devices;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An inventory as a cluster would show it: nodes with labels and resources, and pods of nobody
/// that hold what is not free.
record GivenNodes(List<Node> nodes, List<Pod> holders) {
  private static final String LABEL = "amd.com/gpu.";

  GivenNodes {
    nodes = List.copyOf(nodes);
    holders = List.copyOf(holders);
  }

  static GivenNodes none() {
    return new GivenNodes(List.of(), List.of());
  }

  static GivenNodes of(Inventory inventory, Catalog catalog) {
    var nodes = new ArrayList<Node>();
    var holders = new ArrayList<Pod>();
    for (var node : inventory.nodes()) {
      nodes.add(node(node, catalog));
      holder(node).ifPresent(holders::add);
    }
    return new GivenNodes(nodes, holders);
  }

  private static Node node(Inventory.Node node, Catalog catalog) {
    var labels = new HashMap<String, String>();
    var amounts = new HashMap<String, Quantity>();
    amounts.put("cpu", new Quantity(Long.toString(Math.round(node.cpus()))));
    amounts.put("memory", new Quantity(Long.toString(node.memoryBytes())));
    var gpus =
        node.devices().stream()
            .filter(d -> d.accelerator().kind() == Accelerator.Kind.GPU)
            .toList();
    var kinds = gpus.stream().map(d -> d.accelerator().name()).distinct().count();
    for (var devices : gpus) {
      label(devices, kinds > 1, catalog, labels);
      var before = amounts.getOrDefault(devices.resource(), new Quantity("0"));
      amounts.put(
          devices.resource(), new Quantity(Integer.toString(Need.count(before) + devices.total())));
    }
    return new NodeBuilder()
        .withNewMetadata()
        .withName(node.name())
        .withUid("given/" + node.name())
        .withResourceVersion(Integer.toHexString(node.hashCode()))
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withAllocatable(amounts)
        .endStatus()
        .build();
  }

  /// A node of several kinds has their counts in the labels' values.
  private static void label(
      Devices devices, boolean mixed, Catalog catalog, Map<String, String> labels) {
    var accelerator = devices.accelerator();
    var id =
        accelerator.deviceIds().stream()
            .filter(known ->
                catalog.acceleratorByDeviceId(known).filter(accelerator::equals).isPresent())
            .findFirst();
    if (!devices.product().isEmpty() || id.isEmpty()) {
      var product = devices.product();
      labels.put(
          LABEL + "product-name",
          product.isEmpty() ? "AMD_Instinct_" + accelerator.name() : product);
    } else if (mixed) {
      labels.put(LABEL + "device-id." + id.get(), Integer.toString(devices.total()));
    } else {
      labels.put(LABEL + "device-id", id.get());
    }
    if (!mixed && devices.partition().isEmpty() && devices.memoryGib() != accelerator.memoryGib()) {
      labels.put(LABEL + "vram", Math.round(devices.memoryGib()) + "G");
    }
    if (!devices.partition().isEmpty()) {
      labels.put(LABEL + "compute-memory-partition", devices.partition());
    }
  }

  private static Optional<Pod> holder(Inventory.Node node) {
    var held = new HashMap<String, Quantity>();
    for (var devices : node.devices()) {
      if (devices.accelerator().kind() == Accelerator.Kind.GPU
          && devices.free() < devices.total()) {
        held.put(
            devices.resource(), new Quantity(Integer.toString(devices.total() - devices.free())));
      }
    }
    return held.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PodBuilder()
                .withNewMetadata()
                .withName(node.name())
                .withNamespace("")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node.name())
                .withContainers(
                    new ContainerBuilder()
                        .withNewResources()
                        .withRequests(held)
                        .endResources()
                        .build())
                .endSpec()
                .build());
  }
}
