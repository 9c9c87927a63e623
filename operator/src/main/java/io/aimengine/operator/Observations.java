package io.aimengine.operator;

import io.aimengine.status.Observed;
import io.aimengine.status.Observed.PodState;
import io.aimengine.status.Observed.Trouble;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a workload and its pods say of themselves, in our words.
final class Observations {
  private static final Set<String> PULL_TROUBLE =
      Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull");

  private Observations() {}

  static Observed of(Deployment deployment, List<Pod> pods) {
    var status = deployment.getStatus();
    var desired = or(deployment.getSpec().getReplicas(), 1);
    if (status == null) {
      return new Observed(false, desired, 0, 0, 0, 0, List.of(), Optional.empty(), false);
    }
    var generation = deployment.getMetadata().getGeneration();
    var current = Objects.equals(status.getObservedGeneration(), generation);
    return new Observed(
        current,
        desired,
        or(status.getReplicas(), 0),
        or(status.getUpdatedReplicas(), 0),
        or(status.getReadyReplicas(), 0),
        or(status.getAvailableReplicas(), 0),
        pods.stream().map(Observations::pod).toList(),
        Optional.empty(),
        false);
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }

  private static PodState pod(Pod pod) {
    var status = pod.getStatus();
    var ready =
        status != null
            && status.getConditions().stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    return new PodState(pod.getMetadata().getName(), ready, trouble(pod));
  }

  private static Optional<Trouble> trouble(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getContainerStatuses().stream()
        .map(Observations::trouble)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> unschedulable(pod));
  }

  private static Optional<Trouble> unschedulable(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .findFirst()
        .map(c ->
            new Trouble(
                "Unschedulable",
                "pod " + pod.getMetadata().getName() + " finds no node: " + c.getMessage(),
                "`kubectl describe node` shows who holds the GPUs."));
  }

  private static Optional<Trouble> trouble(ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .filter(Objects::nonNull)
        .map(state -> trouble(state, container.getImage()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Trouble> trouble(ContainerState state, String image) {
    if (state.getWaiting() != null && PULL_TROUBLE.contains(state.getWaiting().getReason())) {
      return Optional.of(
          new Trouble(
              "ImagePull",
              "image " + image + " cannot be pulled: " + state.getWaiting().getMessage(),
              "Check spec.image and its pull secrets."));
    }
    if (state.getTerminated() != null && "OOMKilled".equals(state.getTerminated().getReason())) {
      return Optional.of(
          new Trouble(
              "OutOfMemory",
              "the engine was killed for using more host memory than its limit",
              "Raise spec.resources.memoryLimit."));
    }
    if (state.getTerminated() != null && state.getTerminated().getExitCode() != 0) {
      return Optional.of(
          new Trouble(
              "EngineFailed",
              "the engine ended with " + state.getTerminated().getExitCode(),
              "`kubectl logs` shows its last lines."));
    }
    return Optional.empty();
  }
}
