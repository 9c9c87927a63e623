package io.aimengine.operator;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How many GPUs are held, by node and extended resource.
final class Holdings {
  private final Map<String, Map<String, Integer>> byNode = new HashMap<>();

  /// What is different from these for once: a few nodes of many.
  final class Changes {
    private final Map<String, Map<String, Integer>> changed = new HashMap<>();

    void add(String node, Need need, int times) {
      Holdings.add(
          changed.computeIfAbsent(node, n -> new TreeMap<>(Holdings.this.of(n))), need, times);
    }

    /// What is held on a node that differs, nothing for the others.
    Optional<Map<String, Integer>> of(String node) {
      return Optional.ofNullable(changed.get(node));
    }

    int held(String node, String resource) {
      var own = changed.get(node);
      return (own == null ? Holdings.this.of(node) : own).getOrDefault(resource, 0);
    }
  }

  Changes changes() {
    return new Changes();
  }

  void add(String node, Need need, int times) {
    if (!need.gpus().isEmpty()) {
      var on = byNode.computeIfAbsent(node, _ -> new TreeMap<>());
      add(on, need, times);
      if (on.isEmpty()) {
        byNode.remove(node);
      }
    }
  }

  private static void add(Map<String, Integer> on, Need need, int times) {
    need.gpus()
        .forEach((resource, count) ->
            on.merge(resource, count * times, (a, b) -> a + b == 0 ? null : a + b));
  }

  Map<String, Integer> of(String node) {
    return byNode.getOrDefault(node, Map.of());
  }
}
