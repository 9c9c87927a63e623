package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// GPUs that a pod holds or will hold, by extended resource, and the nodes that it may go to.
record Need(String key, PodSpec pod, Map<String, Integer> gpus) {
  private static final String AMD = "amd.com/";
  private static final String GPU = "amd.com/gpu";

  static Need of(String key, PodSpec pod) {
    return new Need(key, pod, gpus(pod));
  }

  /// What a pod takes by resource: its containers together, or the largest init container.
  static Map<String, Integer> gpus(PodSpec pod) {
    var all = new TreeMap<String, Integer>();
    for (var container : pod.getContainers()) {
      amounts(container).forEach((name, count) -> all.merge(name, count, Integer::sum));
    }
    for (var container : pod.getInitContainers()) {
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
            if (name.startsWith(AMD) && count(amount) > 0) {
              found.put(name, count(amount));
            }
          });
    }
    return found;
  }

  static int count(Quantity amount) {
    return amount.getNumericalAmount().intValue();
  }

  /// What stays of a node's GPUs after this; negative when it does not fit.
  int left(Node node, Map<String, Integer> held) {
    var left = Integer.MAX_VALUE;
    for (var gpu : gpus.entrySet()) {
      var total = node.getStatus().getAllocatable().get(gpu.getKey());
      var free = (total == null ? 0 : count(total)) - held.getOrDefault(gpu.getKey(), 0);
      left = Math.min(left, free - gpu.getValue());
    }
    return left;
  }

  /// Whether the scheduler would look at this node for it.
  boolean mayGoTo(Node node) {
    return open(node) && selected(node) && affine(node);
  }

  static boolean open(Node node) {
    return !Boolean.TRUE.equals(node.getSpec().getUnschedulable())
        && node.getStatus().getConditions().stream()
            .noneMatch(c -> "Ready".equals(c.getType()) && !"True".equals(c.getStatus()))
        && node.getSpec().getTaints().stream()
            .noneMatch(t -> t.getEffect().startsWith("No") && !GPU.equals(t.getKey()));
  }

  private boolean selected(Node node) {
    var wanted = Objects.requireNonNullElse(pod.getNodeSelector(), Map.<String, String>of());
    return labels(node).entrySet().containsAll(wanted.entrySet());
  }

  private boolean affine(Node node) {
    if (pod.getAffinity() == null
        || pod.getAffinity().getNodeAffinity() == null
        || pod.getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution()
            == null) {
      return true;
    }
    var required =
        pod.getAffinity().getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    return required.getNodeSelectorTerms().stream().anyMatch(term -> matches(term, node));
  }

  private static boolean matches(NodeSelectorTerm term, Node node) {
    return term.getMatchExpressions().stream()
        .allMatch(requirement -> matches(requirement, labels(node)));
  }

  private static boolean matches(NodeSelectorRequirement wanted, Map<String, String> labels) {
    var value = labels.get(wanted.getKey());
    return switch (wanted.getOperator()) {
      case "In" -> value != null && wanted.getValues().contains(value);
      case "NotIn" -> value == null || !wanted.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt", "Lt" -> value != null;
      default -> false;
    };
  }

  private static Map<String, String> labels(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
  }
}
