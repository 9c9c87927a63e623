package io.aimengine.render;

import io.aimengine.catalog.Accelerator;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which nodes a pod may go to: those whose labels say the planned GPU, whatever labeller wrote
/// them. The device id is the only label that names a GPU for sure; on mixed nodes it is part of
/// the key, its value a count.
final class Placement {
  private static final List<String> PREFIXES = List.of("amd.com/gpu.", "beta.amd.com/gpu.");
  private static final String GPU = "amd.com/gpu";

  private Placement() {}

  /// The extended resource that counts these devices: `amd.com/gpu`, or `amd.com/cpx_nps4` where
  /// the device plugin names partitions.
  static String resource(Rendering rendering) {
    return GPU;
  }

  static Optional<Affinity> affinity(Rendering rendering) {
    if (!rendering.onGpu()) {
      return Optional.empty();
    }
    var terms = terms(rendering.plan().candidate().accelerator());
    return Optional.of(
        new AffinityBuilder()
            .withNewNodeAffinity()
            .withNewRequiredDuringSchedulingIgnoredDuringExecution()
            .withNodeSelectorTerms(terms)
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .build());
  }

  private static List<NodeSelectorTerm> terms(Accelerator accelerator) {
    var ids = accelerator.deviceIds().stream().sorted().toList();
    var terms = new ArrayList<NodeSelectorTerm>();
    for (var prefix : PREFIXES) {
      terms.add(term(requirement(prefix + "device-id", "In", ids)));
      ids.forEach(
          id -> terms.add(term(requirement(prefix + "device-id." + id, "Exists", List.of()))));
    }
    return terms;
  }

  private static NodeSelectorTerm term(NodeSelectorRequirement requirement) {
    return new NodeSelectorTermBuilder().withMatchExpressions(requirement).build();
  }

  private static NodeSelectorRequirement requirement(
      String key, String operator, List<String> values) {
    return new NodeSelectorRequirementBuilder()
        .withKey(key)
        .withOperator(operator)
        .withValues(values)
        .build();
  }

  static List<Toleration> tolerations(Rendering rendering) {
    return rendering.onGpu()
        ? List.of(new TolerationBuilder().withKey(GPU).withOperator("Exists").build())
        : List.of();
  }
}
