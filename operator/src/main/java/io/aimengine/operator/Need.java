package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// GPUs that a pod holds or will hold, by extended resource, and the nodes that it may go to. The
/// same for pods that the scheduler would treat alike.
record Need(
    SortedMap<String, Integer> gpus,
    SortedMap<String, String> selector,
    Optional<List<NodeSelectorTerm>> affinity) {
  private static final String AMD = "amd.com/";

  static Need of(PodSpec pod) {
    return new Need(
        gpus(pod),
        new TreeMap<>(Objects.requireNonNullElse(pod.getNodeSelector(), Map.of())),
        required(pod.getAffinity()));
  }

  private static Optional<List<NodeSelectorTerm>> required(@Nullable Affinity affinity) {
    return Optional.ofNullable(affinity)
        .map(Affinity::getNodeAffinity)
        .map(nodes -> nodes.getRequiredDuringSchedulingIgnoredDuringExecution())
        .map(required -> required.getNodeSelectorTerms());
  }

  /// What a pod takes by resource: its containers together, or the largest init container.
  static SortedMap<String, Integer> gpus(PodSpec pod) {
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
    return container.getResources() == null
        ? Map.of()
        : amounts(container.getResources().getRequests());
  }

  /// AMD's extended resources among others, zeros left out.
  static Map<String, Integer> amounts(@Nullable Map<String, Quantity> resources) {
    var found = new TreeMap<String, Integer>();
    Objects.requireNonNullElse(resources, Map.<String, Quantity>of())
        .forEach((name, amount) -> {
          if (name.startsWith(AMD) && count(amount) > 0) {
            found.put(name, count(amount));
          }
        });
    return found;
  }

  static int count(Quantity amount) {
    return amount.getNumericalAmount().intValue();
  }

  int total() {
    return gpus.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// Whether the scheduler would look at a node with these labels for it.
  boolean mayGoTo(Map<String, String> labels) {
    return labels.entrySet().containsAll(selector.entrySet())
        && affinity
            .map(terms -> terms.stream().anyMatch(term -> matches(term, labels)))
            .orElse(true);
  }

  private static boolean matches(NodeSelectorTerm term, Map<String, String> labels) {
    return term.getMatchExpressions().stream().allMatch(wanted -> matches(wanted, labels));
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
}
