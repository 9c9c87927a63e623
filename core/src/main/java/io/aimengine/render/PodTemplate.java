package io.aimengine.render;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import java.util.List;

/// The pod of one replica.
public final class PodTemplate {
  /// The container that serves.
  public static final String CONTAINER = "aim-server";

  private PodTemplate() {}

  static PodTemplateSpec of(Rendering rendering) {
    var spec = rendering.plan().spec();
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(Labels.of(rendering, "server"))
        .addToAnnotations(Labels.RECIPE, rendering.plan().candidate().label())
        .addToAnnotations(Labels.MODEL, spec.model().id())
        .addToAnnotations(Labels.GROUP + "/start-budget", StartBudget.of(rendering).words())
        .endMetadata()
        .withNewSpec()
        .withServiceAccountName(Identity.name(rendering))
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withImagePullSecrets(
            spec.image().pullSecrets().stream().map(LocalObjectReference::new).toList())
        .withAffinity(Placement.affinity(rendering).orElse(null))
        .withTolerations(Placement.tolerations(rendering))
        .withSecurityContext(PodSecurity.pod(rendering))
        .withTerminationGracePeriodSeconds(Drain.gracePeriod(rendering).toSeconds())
        .withInitContainers(Fetch.container(rendering).map(List::of).orElse(List.of()))
        .withContainers(container(rendering))
        .withVolumes(Volumes.volumes(rendering))
        .endSpec()
        .build();
  }

  private static Container container(Rendering rendering) {
    var launch = rendering.launch();
    var plain =
        new ContainerBuilder()
            .withName(CONTAINER)
            .withImage(launch.image())
            .withImagePullPolicy(rendering.plan().spec().image().pullPolicy().orElse(null))
            .withArgs(launch.imageCommand())
            .withEnv(PodEnvironment.of(rendering))
            .addNewPort()
            .withName(Workload.PORT_NAME)
            .withContainerPort(launch.port())
            .withProtocol("TCP")
            .endPort()
            .withResources(HostResources.of(rendering))
            .withVolumeMounts(Volumes.mounts(rendering))
            .withLifecycle(Drain.lifecycle(rendering).orElse(null))
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .withSecurityContext(PodSecurity.container(rendering))
            .build();
    return Probes.on(plain, rendering);
  }
}
