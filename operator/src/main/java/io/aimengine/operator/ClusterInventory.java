package io.aimengine.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.InventoryRead;
import io.aimengine.plan.InventoryReader;
import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What of a cluster's GPUs is free, by node: allocatable less what pods hold, less what pods and
/// workloads that are on their way will hold. All of it is read off the objects, so two operators
/// after one another say the same.
final class ClusterInventory {
  private final Catalog catalog;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(String version, JsonNode node) {}

  /// What is counted: leave out an endpoint's own to see what it may plan with. The nodes of `own`
  /// count as usable even when no new work may go there.
  record View(List<Node> nodes, List<Pod> pods, List<Deployment> workloads, Set<String> own) {
    View {
      nodes = List.copyOf(nodes);
      pods = List.copyOf(pods);
      workloads = List.copyOf(workloads);
      own = Set.copyOf(own);
    }
  }

  ClusterInventory(Catalog catalog) {
    this.catalog = catalog;
  }

  InventoryRead read(View view) {
    var held = new HashMap<String, Map<String, Integer>>();
    var coming = new ArrayList<Need>();
    for (var pod : view.pods()) {
      var need = Need.of("pod/" + key(pod), pod.getSpec());
      if (need.gpus().isEmpty() || Slot.ended(pod)) {
        continue;
      }
      if (pod.getSpec().getNodeName() != null) {
        hold(held, pod.getSpec().getNodeName(), need);
      } else if (pod.getMetadata().getDeletionTimestamp() == null) {
        coming.add(need);
      }
    }
    coming.addAll(missing(view));
    coming.sort(Comparator.comparing(Need::key));
    coming.forEach(need -> reserve(need, view.nodes(), held));
    var nodes = view.nodes().stream().map(node -> json(node, view.own())).toList();
    return InventoryReader.cluster(nodes, held, catalog);
  }

  /// Replicas that a workload wants and that no pod is there for yet.
  private static List<Need> missing(View view) {
    var there = new HashMap<String, Integer>();
    for (var pod : view.pods()) {
      if (!Slot.ended(pod)) {
        there.merge(workload(pod), 1, Integer::sum);
      }
    }
    var missing = new ArrayList<Need>();
    for (var workload : view.workloads()) {
      if (fruitless(workload)) {
        continue;
      }
      var wanted = workload.getSpec().getReplicas() == null ? 1 : workload.getSpec().getReplicas();
      for (var i = there.getOrDefault(key(workload), 0); i < wanted; i++) {
        var pod = workload.getSpec().getTemplate().getSpec();
        missing.add(Need.of("workload/" + key(workload) + "/" + i, pod));
      }
    }
    missing.removeIf(need -> need.gpus().isEmpty());
    return missing;
  }

  /// Its pods are refused (a quota, a namespace that goes away), or it goes itself.
  private static boolean fruitless(Deployment workload) {
    return workload.getMetadata().getDeletionTimestamp() != null
        || (workload.getStatus() != null
            && workload.getStatus().getConditions().stream()
                .anyMatch(
                    c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus())));
  }

  /// On the node that it leaves the fewest GPUs of; what fits nowhere reserves nothing.
  private static void reserve(Need need, List<Node> nodes, Map<String, Map<String, Integer>> held) {
    nodes.stream()
        .filter(node -> left(need, node, held) >= 0)
        .filter(need::mayGoTo)
        .min(
            Comparator.comparingInt((Node node) -> left(need, node, held))
                .thenComparing(node -> node.getMetadata().getName()))
        .ifPresent(node -> hold(held, node.getMetadata().getName(), need));
  }

  private static int left(Need need, Node node, Map<String, Map<String, Integer>> held) {
    return need.left(node, held.getOrDefault(node.getMetadata().getName(), Map.of()));
  }

  private static void hold(Map<String, Map<String, Integer>> held, String node, Need need) {
    var on = held.computeIfAbsent(node, _ -> new TreeMap<>());
    need.gpus().forEach((resource, count) -> on.merge(resource, count, Integer::sum));
  }

  private static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  private static String workload(Pod pod) {
    var labels = pod.getMetadata().getLabels();
    if (labels == null || !labels.containsKey(Labels.ENDPOINT)) {
      return "";
    }
    var slot = labels.get(Release.SLOT);
    return pod.getMetadata().getNamespace()
        + "/"
        + labels.get(Labels.ENDPOINT)
        + (slot == null ? "" : "-" + slot);
  }

  private JsonNode json(Node node, Set<String> own) {
    if (own.contains(node.getMetadata().getName()) && !Need.open(node)) {
      return json.valueToTree(opened(node));
    }
    var version = node.getMetadata().getUid() + "/" + node.getMetadata().getResourceVersion();
    return known
        .compute(
            node.getMetadata().getName(),
            (_, seen) ->
                seen != null && seen.version().equals(version)
                    ? seen
                    : new Known(version, slim(node)))
        .node();
  }

  private JsonNode slim(Node node) {
    ObjectNode tree = json.valueToTree(node);
    ((ObjectNode) tree.path("metadata")).remove("managedFields");
    ((ObjectNode) tree.path("status")).remove("images");
    return tree;
  }

  private static Node opened(Node node) {
    return new NodeBuilder(node)
        .editSpec()
        .withUnschedulable(false)
        .withTaints(List.of())
        .endSpec()
        .editStatus()
        .withConditions(List.of())
        .endStatus()
        .build();
  }
}
