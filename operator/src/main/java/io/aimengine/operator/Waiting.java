package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The endpoints that a change of the inventory is to wake. Noted before their status is written:
/// the watch shows that later, and what changed in between would wake nobody.
final class Waiting {
  private final Set<ResourceID> waiting = ConcurrentHashMap.newKeySet();
  private volatile Predicate<ResourceID> there = _ -> true;
  private volatile Consumer<ResourceID> event = _ -> {};

  /// Before that nobody waits. `there` says whether an endpoint has not been deleted.
  void start(Predicate<ResourceID> there, Consumer<ResourceID> event) {
    this.there = there;
    this.event = event;
  }

  /// After each look at an endpoint; whether it waits goes by the status that it is given.
  void note(AIMEndpoint endpoint, AIMEndpointStatus status) {
    var id = ResourceID.fromResource(endpoint);
    if (status.conditions() != null && status.conditions().stream().anyMatch(Waiting::waits)) {
      waiting.add(id);
    } else {
      waiting.remove(id);
    }
  }

  boolean has(AIMEndpoint endpoint) {
    return waiting.contains(ResourceID.fromResource(endpoint));
  }

  void wake() {
    waiting.removeIf(id -> !there.test(id));
    waiting.forEach(event);
  }

  /// For a plan, for a block of GPUs, or for a node.
  private static boolean waits(Condition condition) {
    return switch (condition.getType()) {
      case "Planned" -> "False".equals(condition.getStatus());
      case "RolloutBlocked" -> "True".equals(condition.getStatus());
      case "Canary" -> "NoRoom".equals(condition.getReason());
      case "Ready" -> "Unschedulable".equals(condition.getReason());
      case "RolledBack" -> "NoRoom".equals(condition.getReason());
      default -> false;
    };
  }
}
