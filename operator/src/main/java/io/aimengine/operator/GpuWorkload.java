package io.aimengine.operator;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/// A workload as far as GPUs go: how many pods it wants, what each of them needs, and how many pods
/// its endpoint is to have in all, which a change from one release to the next may put off.
record GpuWorkload(
    String key, String endpoint, String release, Need need, int replicas, int whole) {
  private static final Comparator<GpuWorkload> BY_CLAIM =
      Comparator.<GpuWorkload>comparingLong(w -> (long) w.whole * w.need.total())
          .thenComparing(GpuWorkload::key);

  /// Nothing where no pod will hold GPUs for it: it needs none, its pods are refused (a quota, a
  /// namespace that goes away), or it goes itself.
  static Optional<GpuWorkload> of(Deployment workload) {
    var need = Need.of(workload.getSpec().getTemplate().getSpec());
    var replicas = Objects.requireNonNullElse(workload.getSpec().getReplicas(), 1);
    return need.gpus().isEmpty() || fruitless(workload)
        ? Optional.empty()
        : Optional.of(
            new GpuWorkload(
                GpuPod.key(workload),
                GpuPod.endpoint(workload),
                Release.of(workload),
                need,
                replicas,
                Math.max(replicas, whole(workload))));
  }

  private static int whole(Deployment workload) {
    try {
      return Release.annotation(workload, Release.REPLICAS).map(Integer::parseInt).orElse(0);
    } catch (NumberFormatException edited) {
      return 0;
    }
  }

  /// The one that may hold more for its endpoint.
  static GpuWorkload larger(GpuWorkload one, GpuWorkload other) {
    return BY_CLAIM.compare(one, other) > 0 ? one : other;
  }

  private static boolean fruitless(Deployment workload) {
    return workload.getMetadata().getDeletionTimestamp() != null
        || (workload.getStatus() != null
            && workload.getStatus().getConditions().stream()
                .anyMatch(
                    c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus())));
  }
}
