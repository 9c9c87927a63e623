package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;

/// A workload as far as GPUs go: how many pods it wants, and what each of them needs.
record GpuWorkload(String key, String endpoint, Need need, int replicas) {

  /// Nothing where no pod will hold GPUs for it: it needs none, its pods are refused (a quota, a
  /// namespace that goes away), or it goes itself.
  static Optional<GpuWorkload> of(Deployment workload) {
    var need = Need.of(workload.getSpec().getTemplate().getSpec());
    var replicas = workload.getSpec().getReplicas();
    return need.gpus().isEmpty() || fruitless(workload)
        ? Optional.empty()
        : Optional.of(
            new GpuWorkload(
                GpuPod.key(workload),
                GpuPod.endpoint(workload),
                need,
                replicas == null ? 1 : replicas));
  }

  private static boolean fruitless(Deployment workload) {
    return workload.getMetadata().getDeletionTimestamp() != null
        || (workload.getStatus() != null
            && workload.getStatus().getConditions().stream()
                .anyMatch(
                    c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus())));
  }
}
