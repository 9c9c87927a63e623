package io.aimengine.operator;

import io.aimengine.status.Observed.Trouble;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// A workload of an endpoint as it was last seen. `pods` are those that may hold GPUs, until the
/// object is gone; `stuck` means that one of them finds no node, `broken` says why one fails.
record Slot(
    String suffix,
    String release,
    int wanted,
    int pods,
    int ready,
    boolean stuck,
    Optional<String> broken) {
  /// The names that a workload may have after the endpoint's.
  static final List<String> SUFFIXES = List.of("", "-b");

  /// A container that was started as often as this and never served will not.
  private static final int ATTEMPTS = 3;

  static Slot none(String suffix, String release) {
    return new Slot(suffix, release, 0, 0, 0, false, Optional.empty());
  }

  static Slot of(String endpoint, Deployment deployment, List<Pod> all) {
    var suffix = deployment.getMetadata().getName().substring(endpoint.length());
    var wanted = deployment.getSpec().getReplicas();
    var pods =
        all.stream().filter(pod -> in(pod).equals(suffix)).filter(pod -> !ended(pod)).toList();
    return new Slot(
        suffix,
        Release.of(deployment),
        wanted == null ? 1 : wanted,
        pods.size(),
        (int) pods.stream().filter(Slot::serves).count(),
        pods.stream().anyMatch(Slot::unschedulable),
        pods.stream()
            .flatMap(pod -> broken(pod).stream())
            .findFirst()
            .or(() -> overdue(deployment, pods)));
  }

  Slot withWanted(int replicas) {
    return new Slot(suffix, release, replicas, pods, ready, stuck, broken);
  }

  boolean idle() {
    return wanted == 0 && pods == 0;
  }

  static boolean ended(Pod pod) {
    var phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  static boolean unschedulable(Pod pod) {
    return pod.getSpec().getNodeName() == null && is(pod, "PodScheduled", "False");
  }

  static boolean serves(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null && is(pod, "Ready", "True");
  }

  private static boolean is(Pod pod, String condition, String status) {
    return pod.getStatus() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> condition.equals(c.getType()) && status.equals(c.getStatus()));
  }

  /// Which of the workloads a pod is of.
  static String in(Pod pod) {
    var labels =
        Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
    return labels.containsKey(Release.SLOT) ? "-" + labels.get(Release.SLOT) : "";
  }

  private static Optional<String> broken(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    var status = pod.getStatus();
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .filter(c -> c.getRestartCount() != null && c.getRestartCount() >= ATTEMPTS)
        .filter(c -> !Boolean.TRUE.equals(c.getReady()))
        .findFirst()
        .map(c ->
            "%s, %d times"
                .formatted(
                    PodTroubles.of(pod).map(Trouble::what).orElse("its engine failed"),
                    c.getRestartCount()));
  }

  /// For want of room is no failure of the release.
  private static Optional<String> overdue(Deployment deployment, List<Pod> pods) {
    if (deployment.getStatus() == null || pods.stream().anyMatch(Slot::unschedulable)) {
      return Optional.empty();
    }
    return deployment.getStatus().getConditions().stream()
        .filter(c -> "ProgressDeadlineExceeded".equals(c.getReason()))
        .findFirst()
        .map(_ ->
            "it did not become ready within "
                + deployment.getSpec().getProgressDeadlineSeconds()
                + " s");
  }
}
