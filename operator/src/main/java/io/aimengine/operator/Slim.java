package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is kept of the objects that a watch shows: a cluster has many more nodes and pods than the
/// operator has objects, and most of each is of no use here. Takes away from the object it is
/// given.
final class Slim {
  private Slim() {}

  static <T extends HasMetadata> T object(T object) {
    object.getMetadata().setManagedFields(List.of());
    return object;
  }

  /// Labels, taints, what is allocatable, and whether it is Ready: without images, addresses and
  /// the times of heartbeats.
  static Node node(Node node) {
    object(node).getMetadata().setAnnotations(Map.of());
    var spec = Objects.requireNonNullElseGet(node.getSpec(), NodeSpec::new);
    var status = Objects.requireNonNullElseGet(node.getStatus(), NodeStatus::new);
    node.setSpec(spec);
    node.setStatus(status);
    spec.setPodCIDRs(List.of());
    spec.getTaints().forEach(taint -> taint.setTimeAdded(null));
    status.setImages(List.of());
    status.setAddresses(List.of());
    status.setNodeInfo(null);
    status.setDaemonEndpoints(null);
    status.setCapacity(Map.of());
    status.setVolumesAttached(List.of());
    status.setVolumesInUse(List.of());
    status.setConditions(
        status.getConditions().stream()
            .filter(condition -> "Ready".equals(condition.getType()))
            .map(c -> new NodeCondition(null, null, null, null, c.getStatus(), c.getType()))
            .toList());
    return node;
  }

  /// Of a foreign pod, where it may go, what it takes and the claims that it mounts; of ours also
  /// how it fares.
  static Pod pod(Pod pod) {
    object(pod).getMetadata().setAnnotations(Map.of());
    var spec = pod.getSpec();
    spec.setVolumes(
        spec.getVolumes().stream()
            .filter(volume -> volume.getPersistentVolumeClaim() != null)
            .toList());
    spec.setTolerations(List.of());
    spec.getInitContainers().forEach(Slim::container);
    spec.getContainers().forEach(Slim::container);
    if (GpuPod.endpoint(pod).isEmpty() && !CacheJobs.isOfAny(pod)) {
      pod.getMetadata().setLabels(Map.of());
      spec.getContainers().forEach(container -> container.setStartupProbe(null));
      var status = new PodStatus();
      status.setPhase(pod.getStatus() == null ? null : pod.getStatus().getPhase());
      pod.setStatus(status);
    }
    return pod;
  }

  private static void container(Container container) {
    container.setEnv(List.of());
    container.setEnvFrom(List.of());
    container.setArgs(List.of());
    container.setCommand(List.of());
    container.setVolumeMounts(List.of());
    container.setLivenessProbe(null);
    container.setReadinessProbe(null);
    container.setLifecycle(null);
    container.setSecurityContext(null);
  }
}
