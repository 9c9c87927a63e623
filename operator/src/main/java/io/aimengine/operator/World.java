package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// An endpoint and what is there of it; `history` is what its ConfigMap tells.
record World(
    AIMEndpoint endpoint, List<HasMetadata> children, List<Pod> pods, Optional<History> history) {
  World {
    children = List.copyOf(children);
    pods = List.copyOf(pods);
  }

  String name() {
    return endpoint.getMetadata().getName();
  }

  List<Deployment> workloads() {
    return only(Deployment.class);
  }

  <T extends HasMetadata> List<T> only(Class<T> kind) {
    return children.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  Optional<Deployment> workload(String suffix) {
    var name = name() + suffix;
    return workloads().stream().filter(w -> w.getMetadata().getName().equals(name)).findFirst();
  }

  List<Slot> slots() {
    return workloads().stream()
        .filter(workload ->
            Slot.SUFFIXES.contains(workload.getMetadata().getName().substring(name().length())))
        .map(workload -> Slot.of(name(), workload, pods))
        .toList();
  }

  /// Workloads that are not seen though their pods are: somebody may have taken their labels.
  List<String> lost() {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && !Slot.ended(pod))
        .map(Slot::in)
        .distinct()
        .filter(suffix -> workload(suffix).isEmpty())
        .map(suffix -> name() + suffix)
        .toList();
  }

  Optional<ConfigMap> configuration() {
    return configuration(endpoint, children);
  }

  static Optional<ConfigMap> configuration(AIMEndpoint endpoint, List<HasMetadata> children) {
    var name = endpoint.getMetadata().getName() + "-config";
    return children.stream()
        .filter(ConfigMap.class::isInstance)
        .map(ConfigMap.class::cast)
        .filter(map -> map.getMetadata().getName().equals(name))
        .findFirst();
  }

  /// The pods that serve.
  List<Pod> ready() {
    return pods.stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(pod -> PodTroubles.condition(pod, "Ready", "True").isPresent())
        .toList();
  }

  /// Whether some replica has a node.
  boolean placed() {
    return pods.stream().anyMatch(p -> p.getSpec().getNodeName() != null && !Slot.ended(p));
  }

  /// Both workloads of a rollout as one, as a reader of the status wants to see them.
  Optional<Deployment> together(String release, int wanted) {
    var all = workloads();
    var next = all.stream().filter(w -> isOf(w, release)).findFirst();
    var updated = next.map(World::replicas).orElse(0);
    var current =
        next.isPresent()
            && all.size() == 1
            && next.get().getStatus() != null
            && Objects.equals(
                next.get().getStatus().getObservedGeneration(),
                next.get().getMetadata().getGeneration());
    return all.stream()
        .findFirst()
        .map(some ->
            new DeploymentBuilder(some)
                .editMetadata()
                .withGeneration(1L)
                .endMetadata()
                .editSpec()
                .withReplicas(wanted)
                .endSpec()
                .editOrNewStatus()
                .withObservedGeneration(current ? 1L : 0L)
                .withReplicas(all.stream().mapToInt(World::replicas).sum())
                .withUpdatedReplicas(updated)
                .withReadyReplicas(sum(all, w -> or0(w.getStatus().getReadyReplicas())))
                .withAvailableReplicas(sum(all, w -> or0(w.getStatus().getAvailableReplicas())))
                .endStatus()
                .build());
  }

  static boolean isOf(Deployment workload, String release) {
    return Release.of(workload).equals(release);
  }

  /// Those that may hold GPUs.
  List<Pod> podsOf(String release) {
    return pods.stream()
        .filter(pod -> !Slot.ended(pod) && pod.getMetadata().getLabels() != null)
        .filter(pod -> release.equals(pod.getMetadata().getLabels().get(Release.RELEASE)))
        .toList();
  }

  private static int replicas(Deployment workload) {
    return workload.getStatus() == null ? 0 : or0(workload.getStatus().getReplicas());
  }

  private static int sum(List<Deployment> all, ToIntFunction<Deployment> count) {
    return all.stream().filter(w -> w.getStatus() != null).mapToInt(count).sum();
  }

  private static int or0(@Nullable Integer count) {
    return count == null ? 0 : count;
  }
}
