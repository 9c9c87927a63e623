package io.aimengine.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.InventoryRead;
import io.aimengine.plan.InventoryReader;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What of a cluster's GPUs is free: allocatable less what pods hold, by node.
final class ClusterInventory {
  private static final String AMD = "amd.com/";

  private final Catalog catalog;
  private final ObjectMapper json = new ObjectMapper();

  ClusterInventory(Catalog catalog) {
    this.catalog = catalog;
  }

  /// `counted` says whose pods hold their GPUs: an endpoint's own are free for its next plan.
  InventoryRead read(Stream<Node> nodes, Stream<Pod> pods, Predicate<Pod> counted) {
    var held = new HashMap<String, Map<String, Integer>>();
    pods.filter(counted).forEach(pod -> hold(pod, held));
    List<JsonNode> all = nodes.map(node -> json.<JsonNode>valueToTree(node)).toList();
    return InventoryReader.cluster(all, held, catalog);
  }

  private static void hold(Pod pod, Map<String, Map<String, Integer>> held) {
    var node = pod.getSpec().getNodeName();
    var phase = pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
    if (node == null || phase.equals("Succeeded") || phase.equals("Failed")) {
      return;
    }
    gpus(pod)
        .forEach((resource, count) ->
            held.computeIfAbsent(node, _ -> new TreeMap<>()).merge(resource, count, Integer::sum));
  }

  static boolean holdsGpus(Pod pod) {
    return !gpus(pod).isEmpty();
  }

  /// What a pod holds by resource: its containers together, or the largest init container.
  private static Map<String, Integer> gpus(Pod pod) {
    var all = new TreeMap<String, Integer>();
    for (var container : pod.getSpec().getContainers()) {
      amounts(container).forEach((name, count) -> all.merge(name, count, Integer::sum));
    }
    for (var container : pod.getSpec().getInitContainers()) {
      amounts(container).forEach((name, count) -> all.merge(name, count, Math::max));
    }
    return all;
  }

  private static Map<String, Integer> amounts(Container container) {
    var found = new TreeMap<String, Integer>();
    if (container.getResources() != null && container.getResources().getRequests() != null) {
      container
          .getResources()
          .getRequests()
          .forEach((name, amount) -> {
            if (name.startsWith(AMD)) {
              found.put(name, count(amount));
            }
          });
    }
    return found;
  }

  private static int count(Quantity amount) {
    return amount.getNumericalAmount().intValue();
  }
}
