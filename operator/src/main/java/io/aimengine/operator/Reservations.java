package io.aimengine.operator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where pods that have no node yet will most likely go: each on the node that it leaves the fewest
/// GPUs of. What fits nowhere reserves nothing.
final class Reservations {
  private static final Comparator<Need> LARGE_FIRST =
      Comparator.comparingInt(Need::total).reversed().thenComparing(Need::toString);

  private Reservations() {}

  /// `coming` says how many pods of each need. The large ones go first; after that it is by what
  /// they say, so that it is the same for all operators. `nodes` are in the order of their names.
  static void place(Map<Need, Integer> coming, Collection<GpuNode> nodes, Holdings.Changes held) {
    coming.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(LARGE_FIRST))
        .forEach(some -> place(some.getKey(), some.getValue(), nodes, held));
  }

  private static void place(
      Need need, int count, Collection<GpuNode> nodes, Holdings.Changes held) {
    var byLeft = new TreeMap<Integer, List<GpuNode>>();
    for (var node : nodes) {
      var left = left(need, node, held);
      if (left >= 0 && node.open() && need.mayGoTo(node.labels())) {
        byLeft.computeIfAbsent(left, _ -> new ArrayList<>()).add(node);
      }
    }
    var rest = count;
    for (var alike : byLeft.values()) {
      for (var node : alike) {
        while (rest > 0 && left(need, node, held) >= 0) {
          held.add(node.name(), need, 1);
          rest--;
        }
      }
    }
  }

  /// What stays of a node's GPUs after this; negative when it does not fit.
  private static int left(Need need, GpuNode node, Holdings.Changes held) {
    var left = Integer.MAX_VALUE;
    for (var gpu : need.gpus().entrySet()) {
      var free = node.gpus().getOrDefault(gpu.getKey(), 0) - held.held(node.name(), gpu.getKey());
      left = Math.min(left, free - gpu.getValue());
    }
    return left;
  }
}
