package io.aimengine.operator;

import io.aimengine.status.Causes;
import io.aimengine.status.Observed.Trouble;
import io.aimengine.status.Reason;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Why a pod does not serve, as far as its status tells: the scheduler, the kubelet, the image, and
/// the last lines of the engine, which the kubelet keeps when it ends with an error.
final class PodTroubles {
  private static final Set<String> PULL =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "RegistryUnavailable",
          "ImageInspectError");
  private static final Set<String> CREATE =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  private PodTroubles() {}

  static Optional<Trouble> of(Pod pod) {
    var status = pod.getStatus();
    if (status == null || condition(pod, "Ready", "True").isPresent()) {
      return Optional.empty();
    }
    if ("Failed".equals(status.getPhase()) && status.getReason() != null) {
      return Optional.of(put(pod, status.getReason(), text(status.getMessage())));
    }
    return Stream.concat(
            status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
        .map(container -> trouble(pod, container))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> unschedulable(pod));
  }

  /// `Evicted`, `NodeAffinity`, `UnexpectedAdmissionError`: the kubelet's own words follow.
  private static Trouble put(Pod pod, String reason, String message) {
    var device = reason.equals("UnexpectedAdmissionError") && message.contains("amd.com/");
    return Trouble.of(
        device ? Reason.NO_DEVICE : Reason.EVICTED,
        pod.getMetadata().getName() + ": " + reason + ", " + message);
  }

  static Optional<PodCondition> condition(Pod pod, String type, String state) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream()
            .filter(c -> type.equals(c.getType()) && state.equals(c.getStatus()))
            .findFirst();
  }

  private static Optional<Trouble> unschedulable(Pod pod) {
    return condition(pod, "PodScheduled", "False")
        .map(c -> Trouble.of(Reason.UNSCHEDULABLE, text(c.getMessage())));
  }

  /// What it waits for now, else how it ended, else how it ended the last time.
  private static Optional<Trouble> trouble(Pod pod, ContainerStatus container) {
    return Stream.of(container.getState(), container.getLastState())
        .filter(Objects::nonNull)
        .map(state -> trouble(pod, container, state))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Trouble> trouble(
      Pod pod, ContainerStatus container, ContainerState state) {
    var waiting = state.getWaiting();
    if (waiting != null && PULL.contains(text(waiting.getReason()))) {
      return Optional.of(
          Causes.ofPull(
              container.getImage(), text(waiting.getReason()) + " " + text(waiting.getMessage())));
    }
    if (waiting != null && CREATE.contains(text(waiting.getReason()))) {
      return Causes.ofLog(text(waiting.getMessage()))
          .or(() -> Optional.of(Trouble.of(Reason.CONTAINER_CONFIG, text(waiting.getMessage()))));
    }
    return Optional.ofNullable(state.getTerminated())
        .filter(ended -> ended.getExitCode() != null && ended.getExitCode() != 0)
        .map(ended -> ended(pod, container, ended));
  }

  private static Trouble ended(Pod pod, ContainerStatus container, ContainerStateTerminated ended) {
    var log = text(ended.getMessage());
    if ("OOMKilled".equals(ended.getReason())) {
      return Trouble.of(Reason.OUT_OF_MEMORY, memoryLimit(pod));
    }
    var killed = ended.getExitCode() == 137 || ended.getExitCode() == 143;
    return Causes.ofLog(log)
        .orElseGet(() ->
            killed && !Boolean.TRUE.equals(container.getStarted()) && tookItsBudget(pod, ended)
                ? Trouble.of(Reason.START_TIMED_OUT, budget(pod))
                : Causes.ofExit(ended.getExitCode(), log));
  }

  private static String budget(Pod pod) {
    return "after " + Observations.budget(pod).orElse(Duration.ZERO).toSeconds() + " s";
  }

  private static boolean tookItsBudget(Pod pod, ContainerStateTerminated ended) {
    var from = Observations.instant(ended.getStartedAt());
    var to = Observations.instant(ended.getFinishedAt());
    return from.isPresent()
        && to.isPresent()
        && Observations.budget(pod)
            .map(budget -> Duration.between(from.get(), to.get()).compareTo(budget) >= 0)
            .orElse(false);
  }

  private static String memoryLimit(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .map(container -> container.getResources())
        .filter(Objects::nonNull)
        .map(resources -> resources.getLimits())
        .filter(Objects::nonNull)
        .map(limits -> limits.get("memory"))
        .filter(Objects::nonNull)
        .findFirst()
        .map(limit -> "the limit is " + limit)
        .orElse("no limit is set: the node ran out");
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
