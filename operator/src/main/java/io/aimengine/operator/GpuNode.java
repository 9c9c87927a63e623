package io.aimengine.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryReader;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A node as far as GPUs go. `usable` is there when new work may go to it and its GPUs are known,
/// with nothing of it held; `problems` say what else there is. `open` is whether the scheduler may
/// put a GPU pod of ours on it.
record GpuNode(
    Node node,
    boolean open,
    Map<String, Integer> gpus,
    Optional<Inventory.Node> usable,
    List<Problem> problems) {
  private static final String GPU = "amd.com/gpu";
  private static final ObjectMapper JSON = new ObjectMapper();

  static GpuNode of(Node node, Catalog catalog) {
    var read = InventoryReader.cluster(List.of(JSON.valueToTree(node)), Map.of(), catalog);
    return new GpuNode(
        node,
        open(node),
        Need.amounts(node.getStatus().getAllocatable()),
        read.inventory().nodes().stream().findFirst(),
        read.problems());
  }

  /// Whether two nodes, as `Slim` keeps them, mean the same for plans.
  static boolean alike(Node one, Node other) {
    return Objects.equals(one.getMetadata().getLabels(), other.getMetadata().getLabels())
        && Objects.equals(one.getSpec(), other.getSpec())
        && Objects.equals(one.getStatus(), other.getStatus());
  }

  String name() {
    return node.getMetadata().getName();
  }

  Map<String, String> labels() {
    return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
  }

  private static boolean open(Node node) {
    return !Boolean.TRUE.equals(node.getSpec().getUnschedulable())
        && node.getStatus().getConditions().stream()
            .noneMatch(c -> "Ready".equals(c.getType()) && !"True".equals(c.getStatus()))
        && node.getSpec().getTaints().stream()
            .noneMatch(t -> t.getEffect().startsWith("No") && !GPU.equals(t.getKey()));
  }

  /// As it was before somebody cordoned it: good enough for what runs on it.
  GpuNode opened(Catalog catalog) {
    return of(
        new NodeBuilder(node)
            .editSpec()
            .withUnschedulable(false)
            .withTaints(List.of())
            .endSpec()
            .editStatus()
            .withConditions(List.of())
            .endStatus()
            .build(),
        catalog);
  }

  /// What is left for new work after `held` by resource; nothing where none may go.
  Optional<Inventory.Node> without(Map<String, Integer> held) {
    return held.isEmpty() ? usable : usable.map(all -> without(all, held));
  }

  private Inventory.Node without(Inventory.Node all, Map<String, Integer> held) {
    var devices =
        all.devices().stream()
            .map(d ->
                gpus.containsKey(d.resource())
                    ? d.with(d.total(), Math.max(0, d.total() - held.getOrDefault(d.resource(), 0)))
                    : d)
            .toList();
    return new Inventory.Node(all.name(), all.cpus(), all.memoryBytes(), devices);
  }
}
