package io.aimengine.operator;

import io.aimengine.render.PodTemplate;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;

/// The container of a pod that serves.
final class EngineContainer {
  private EngineContainer() {}

  /// The one that has our name, since others may have been put before it, such as a mesh's proxy;
  /// else the first.
  static Container of(Pod pod) {
    var all = pod.getSpec().getContainers();
    return all.stream()
        .filter(container -> PodTemplate.CONTAINER.equals(container.getName()))
        .findFirst()
        .orElseGet(all::getFirst);
  }
}
