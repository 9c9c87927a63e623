package io.aimengine.render;

import io.aimengine.spec.Resources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The pod of one replica.
final class PodTemplate {
  private static final int CPUS_PER_GPU = 4;
  private static final int MEMORY_GIB_PER_GPU = 16;

  private PodTemplate() {}

  static PodTemplateSpec of(Rendering rendering) {
    var spec = rendering.plan().spec();
    var labels = new LinkedHashMap<>(Labels.of(rendering, "server"));
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(labels)
        .addToAnnotations(Labels.RECIPE, rendering.plan().candidate().label())
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
        .withSecurityContext(podSecurity(rendering))
        .withTerminationGracePeriodSeconds(Drain.gracePeriod().toSeconds())
        .withContainers(container(rendering))
        .withVolumes(Volumes.volumes(rendering))
        .endSpec()
        .build();
  }

  private static Container container(Rendering rendering) {
    var launch = rendering.launch();
    var plain =
        new ContainerBuilder()
            .withName("aim-server")
            .withImage(launch.image())
            .withImagePullPolicy(rendering.plan().spec().image().pullPolicy().orElse(null))
            .withArgs(launch.imageCommand())
            .withEnv(PodEnvironment.of(rendering))
            .addNewPort()
            .withName(Workload.PORT_NAME)
            .withContainerPort(launch.port())
            .withProtocol("TCP")
            .endPort()
            .withResources(resources(rendering))
            .withVolumeMounts(Volumes.mounts(rendering))
            .withLifecycle(Drain.lifecycle(rendering).orElse(null))
            .withTerminationMessagePolicy("FallbackToLogsOnError")
            .withNewSecurityContext()
            .withAllowPrivilegeEscalation(false)
            .withNewCapabilities()
            .withDrop("ALL")
            .endCapabilities()
            .endSecurityContext()
            .build();
    return Probes.on(plain, rendering);
  }

  /// Without the groups of the device files only root can open them.
  private static PodSecurityContext podSecurity(Rendering rendering) {
    var wanted = rendering.plan().spec().security();
    var groups = rendering.cluster().gpuGroups();
    var root = rendering.onGpu() && groups.isEmpty();
    var builder = new PodSecurityContextBuilder().withNewSeccompProfile(null, "RuntimeDefault");
    if (!root) {
      builder.withRunAsNonRoot(true).withRunAsUser(1000L).withRunAsGroup(1000L).withFsGroup(1000L);
      builder.withFsGroupChangePolicy("OnRootMismatch");
    }
    if (rendering.onGpu() && !groups.isEmpty()) {
      builder.withSupplementalGroups(groups);
    }
    wanted.runAsUser().ifPresent(user -> builder.withRunAsUser(user).withRunAsNonRoot(user != 0));
    wanted.runAsGroup().ifPresent(builder::withRunAsGroup);
    wanted.fsGroup().ifPresent(builder::withFsGroup);
    return builder.build();
  }

  private static ResourceRequirements resources(Rendering rendering) {
    var wanted = rendering.plan().spec().resources();
    var requests = new LinkedHashMap<String, Quantity>();
    var limits = new LinkedHashMap<String, Quantity>();
    defaults(rendering, requests);
    amounts(wanted, requests, limits);
    if (rendering.onGpu()) {
      var gpus = new Quantity(Integer.toString(rendering.plan().candidate().gpuCount()));
      requests.put(Placement.resource(rendering), gpus);
      limits.put(Placement.resource(rendering), gpus);
    }
    return new ResourceRequirementsBuilder().withRequests(requests).withLimits(limits).build();
  }

  /// Estimates: processes of a rank and the page cache that loading needs. A CPU engine holds
  /// weights and KV cache in the pod's own memory.
  private static void defaults(Rendering rendering, Map<String, Quantity> requests) {
    var memory = rendering.plan().memory();
    var gpus = rendering.plan().candidate().gpuCount();
    var gib =
        rendering.onGpu() ? (long) MEMORY_GIB_PER_GPU * gpus : (long) Math.ceil(memory.usableGib());
    requests.put("cpu", new Quantity(Integer.toString(CPUS_PER_GPU * Math.max(1, gpus))));
    requests.put("memory", new Quantity(Math.max(1, gib) + "Gi"));
  }

  private static void amounts(
      Resources wanted, Map<String, Quantity> requests, Map<String, Quantity> limits) {
    put(requests, "cpu", wanted.cpu());
    put(requests, "memory", wanted.memory());
    put(limits, "cpu", wanted.cpuLimit());
    put(limits, "memory", wanted.memoryLimit());
    wanted.requests().forEach((name, amount) -> requests.put(name, amount(amount)));
    wanted.limits().forEach((name, amount) -> limits.put(name, amount(amount)));
  }

  private static void put(
      Map<String, Quantity> amounts, String name, Optional<io.aimengine.spec.Quantity> wanted) {
    wanted.ifPresent(amount -> amounts.put(name, amount(amount)));
  }

  private static Quantity amount(io.aimengine.spec.Quantity quantity) {
    return new Quantity(quantity.text());
  }
}
