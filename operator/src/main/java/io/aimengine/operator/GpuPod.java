package io.aimengine.operator;

import io.aimengine.render.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A pod as far as GPUs go: whose it is (`namespace/name` of its endpoint and of its workload, ""
/// where it is nobody's), what it needs, and the node that it has found.
record GpuPod(String endpoint, String workload, Need need, Optional<String> node, boolean going) {

  /// Nothing where a pod concerns no GPU: it has ended, or it takes none.
  static Optional<GpuPod> of(Pod pod) {
    var endpoint = endpoint(pod);
    var need = Need.of(pod.getSpec());
    return Slot.ended(pod) || need.gpus().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new GpuPod(
                endpoint,
                workload(pod, endpoint),
                need,
                Optional.ofNullable(pod.getSpec().getNodeName()),
                pod.getMetadata().getDeletionTimestamp() != null));
  }

  /// The endpoint that an object is of, "" for none.
  static String endpoint(HasMetadata object) {
    var name = labels(object).get(Labels.ENDPOINT);
    return name == null ? "" : object.getMetadata().getNamespace() + "/" + name;
  }

  private static String workload(Pod pod, String endpoint) {
    var slot = labels(pod).get(Release.SLOT);
    return endpoint.isEmpty() || slot == null ? endpoint : endpoint + "-" + slot;
  }

  private static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }

  static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  /// As it counts where these nodes are all that is known of: one that runs elsewhere, or on a node
  /// that is called otherwise here, takes its GPUs from some node, and so may any of them be.
  GpuPod among(Set<String> nodes) {
    return new GpuPod(endpoint, workload, need, node.filter(nodes::contains), going);
  }

  /// Whether it looks for a node, and will hold GPUs there.
  boolean looking() {
    return node.isEmpty() && !going;
  }
}
