package io.aimengine.render;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.Optional;

/// Who a replica runs as. GPU device files belong to groups of the node: a user who is in them can
/// be anybody, without them only root opens the devices, with every capability dropped.
final class PodSecurity {
  static final long USER = 1000;

  private PodSecurity() {}

  /// Whether the pod meets the Restricted standard unless the manifest asks otherwise.
  static boolean restricted(Rendering rendering) {
    return !rendering.onGpu() || !rendering.cluster().gpuGroups().isEmpty();
  }

  /// Whether the container's user is root.
  static boolean isRoot(Rendering rendering) {
    var user = rendering.plan().spec().security().runAsUser();
    return user.isPresent() ? user.getAsLong() == 0 : !restricted(rendering);
  }

  static PodSecurityContext pod(Rendering rendering) {
    var wanted = rendering.plan().spec().security();
    var groups = rendering.cluster().gpuGroups();
    var builder = new PodSecurityContextBuilder().withNewSeccompProfile(null, "RuntimeDefault");
    if (restricted(rendering)) {
      builder.withRunAsNonRoot(true).withRunAsUser(USER).withRunAsGroup(USER).withFsGroup(USER);
      builder.withFsGroupChangePolicy("OnRootMismatch");
    }
    if (rendering.onGpu() && !groups.isEmpty()) {
      builder.withSupplementalGroups(groups);
    }
    wanted.runAsUser().ifPresent(user -> builder.withRunAsUser(user).withRunAsNonRoot(user != 0));
    wanted.runAsGroup().ifPresent(builder::withRunAsGroup);
    wanted
        .fsGroup()
        .ifPresent(group -> builder.withFsGroup(group).withFsGroupChangePolicy("OnRootMismatch"));
    return builder.build();
  }

  /// Engines for GPUs write beside their libraries; ours needs no more than its mounts.
  static SecurityContext container(Rendering rendering) {
    return rendering.llamacpp() ? readOnly() : powerless().build();
  }

  static SecurityContext readOnly() {
    return powerless().withReadOnlyRootFilesystem(true).build();
  }

  private static SecurityContextBuilder powerless() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities();
  }

  /// A user who is not root and in no group of the device files cannot open a GPU.
  static Optional<Problem> problem(Rendering rendering) {
    if (restricted(rendering) || isRoot(rendering)) {
      return Optional.empty();
    }
    var user = rendering.plan().spec().security().runAsUser().orElseThrow();
    return Optional.of(
        Problem.warning(
            "render.gpu-needs-groups",
            "spec.security.podSecurityContext.runAsUser",
            Mark.NONE,
            "user " + user + " cannot open the GPU: /dev/kfd belongs to root and the render group",
            "tell the operator the groups of the nodes (gpu.supplementalGroups, --gpu-groups)"
                + " or leave runAsUser out"));
  }
}
