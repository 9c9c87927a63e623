package io.aimengine.operator;

import io.aimengine.render.Fetch;
import io.aimengine.status.Observed;
import io.aimengine.status.Observed.Claim;
import io.aimengine.status.Observed.PodState;
import io.aimengine.status.Observed.Start;
import io.aimengine.status.Observed.Trouble;
import io.aimengine.status.Reason;
import io.aimengine.status.StartLog;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a workload and its pods say of themselves, in our words.
final class Observations {
  private static final int LONGEST = 600;

  private Observations() {}

  /// What is there of an endpoint whose newest release this is, with `wanted` replicas.
  static Observed of(World world, String release, int wanted) {
    return world
        .together(release, wanted)
        .map(workload ->
            of(
                workload,
                world.pods(),
                world.only(Service.class).stream().findFirst(),
                world.only(PersistentVolumeClaim.class).stream().findFirst()))
        .orElse(Observed.nothing());
  }

  private static Observed of(
      Deployment deployment,
      List<Pod> pods,
      Optional<Service> service,
      Optional<PersistentVolumeClaim> claim) {
    var status = deployment.getStatus();
    var desired = or(deployment.getSpec().getReplicas(), 1);
    var generation = deployment.getMetadata().getGeneration();
    var seen =
        Stream.concat(refused(deployment).stream(), pods.stream().map(Observations::pod)).toList();
    var address = service.flatMap(Observations::balancer);
    if (status == null) {
      return new Observed(false, desired, 0, 0, 0, 0, seen, address, claim(claim));
    }
    return new Observed(
        Objects.equals(status.getObservedGeneration(), generation),
        desired,
        or(status.getReplicas(), 0),
        or(status.getUpdatedReplicas(), 0),
        or(status.getReadyReplicas(), 0),
        or(status.getAvailableReplicas(), 0),
        seen,
        address,
        claim(claim));
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }

  /// An address or a name; nothing while the cloud has not given one.
  static Optional<String> balancer(Service service) {
    if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
      return Optional.empty();
    }
    return service.getStatus().getLoadBalancer().getIngress().stream()
        .map(ingress -> Optional.ofNullable(ingress.getIp()).orElse(ingress.getHostname()))
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static Claim claim(Optional<PersistentVolumeClaim> claim) {
    if (claim.isEmpty()) {
      return Claim.NONE;
    }
    var phase = claim.get().getStatus() == null ? "" : claim.get().getStatus().getPhase();
    return "Bound".equals(phase) ? Claim.BOUND : "Lost".equals(phase) ? Claim.LOST : Claim.PENDING;
  }

  /// A pod that a quota, a policy or the namespace's standard does not let be made has no name of
  /// its own that lasts.
  private static Optional<PodState> refused(Deployment deployment) {
    return deployment.getStatus() == null
        ? Optional.empty()
        : deployment.getStatus().getConditions().stream()
            .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
            .findFirst()
            .map(c -> c.getMessage().replaceFirst("^pods \"[^\"]*\" is ", "it is "))
            .map(said -> Optional.of(Trouble.of(Reason.PODS_REFUSED, shortened(said))))
            .map(trouble -> new PodState("", false, trouble));
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
  }

  private static PodState pod(Pod pod) {
    return new PodState(
        pod.getMetadata().getName(),
        PodTroubles.condition(pod, "Ready", "True").isPresent(),
        going(pod) ? Optional.<Trouble>empty() : PodTroubles.of(pod),
        start(pod));
  }

  /// A pod that is being stopped ends however it ends.
  private static boolean going(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  /// A container that was restarted no longer says when it first ran.
  private static Start start(Pod pod) {
    var restarted = server(pod).filter(c -> or(c.getRestartCount(), 0) > 0).isPresent();
    var server = server(pod).filter(_ -> !restarted);
    return new Start(
        instant(pod.getMetadata().getCreationTimestamp()),
        at(pod, "PodScheduled"),
        server
            .filter(c -> c.getState() != null && c.getState().getRunning() != null)
            .flatMap(c -> instant(c.getState().getRunning().getStartedAt())),
        server.isPresent() ? at(pod, "Ready") : Optional.empty(),
        fetched(pod),
        budget(pod),
        Optional.ofNullable(pod.getMetadata().getLabels())
            .map(labels -> labels.get(Release.RELEASE))
            .orElse(""),
        restarted,
        StartLog.nothing());
  }

  private static Optional<Duration> fetched(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getInitContainerStatuses().stream()
            .filter(c -> c.getName().equals(Fetch.CONTAINER) && c.getState() != null)
            .map(c -> c.getState().getTerminated())
            .filter(ended -> ended != null && or(ended.getExitCode(), 1) == 0)
            .findFirst()
            .flatMap(ended ->
                instant(ended.getStartedAt())
                    .flatMap(from ->
                        instant(ended.getFinishedAt())
                            .filter(to -> !to.isBefore(from))
                            .map(to -> Duration.between(from, to))));
  }

  private static Optional<Instant> at(Pod pod, String type) {
    return PodTroubles.condition(pod, type, "True")
        .flatMap(c -> instant(c.getLastTransitionTime()));
  }

  private static Optional<ContainerStatus> server(Pod pod) {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getContainerStatuses().stream().findFirst();
  }

  /// As long as the kubelet asks before it gives up.
  static Optional<Duration> budget(Pod pod) {
    return pod.getSpec().getContainers().stream()
        .findFirst()
        .map(container -> container.getStartupProbe())
        .map(probe ->
            Duration.ofSeconds(
                or(probe.getInitialDelaySeconds(), 0)
                    + (long) or(probe.getPeriodSeconds(), 10)
                        * or(probe.getFailureThreshold(), 3)));
  }

  static Optional<Instant> instant(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException unreadable) {
      return Optional.empty();
    }
  }
}
