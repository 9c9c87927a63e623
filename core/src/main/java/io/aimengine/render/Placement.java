package io.aimengine.render;

import io.aimengine.catalog.Accelerator;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Place;
import io.aimengine.plan.Plan;
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
import java.util.stream.Stream;

/// Which nodes a pod may go to: those whose labels say the planned GPU, whatever labeller wrote
/// them. The device id is the only label that names a GPU for sure; on mixed nodes it is part of
/// the key, its value a count.
final class Placement {
  private static final List<String> PREFIXES = List.of("amd.com/gpu.", "beta.amd.com/gpu.");

  /// What the labeller calls a GPU that is cut in parts: MI300 and MI350 can be, older ones not.
  private static final List<String> PARTS =
      List.of(
          "cpx_nps1",
          "cpx_nps2",
          "cpx_nps4",
          "dpx_nps1",
          "dpx_nps2",
          "qpx_nps1",
          "qpx_nps2",
          "qpx_nps4");

  private static final List<String> CUTTABLE = List.of("gfx942", "gfx950");

  private Placement() {}

  static Optional<Affinity> affinity(Rendering rendering) {
    if (!rendering.onGpu()) {
      return Optional.empty();
    }
    var terms = terms(rendering.plan());
    return Optional.of(
        new AffinityBuilder()
            .withNewNodeAffinity()
            .withNewRequiredDuringSchedulingIgnoredDuringExecution()
            .withNodeSelectorTerms(terms)
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .build());
  }

  /// A node is one that any of these labels names, and that is cut as planned.
  private static List<NodeSelectorTerm> terms(Plan plan) {
    var accelerator = plan.candidate().accelerator();
    var ids = accelerator.deviceIds().stream().sorted().toList();
    var terms = new ArrayList<NodeSelectorTerm>();
    for (var prefix : PREFIXES) {
      var cut = cut(prefix, accelerator, plan.place());
      terms.add(term(cut, requirement(prefix + "device-id", "In", ids)));
      for (var id : ids) {
        terms.add(term(cut, requirement(prefix + "device-id." + id, "Exists", List.of())));
      }
      if (!plan.place().products().isEmpty()) {
        terms.add(term(cut, requirement(prefix + "product-name", "In", plan.place().products())));
      }
    }
    return terms;
  }

  /// Where one resource name stands for GPUs and their parts alike, a label tells them apart.
  private static Optional<NodeSelectorRequirement> cut(
      String prefix, Accelerator accelerator, Place place) {
    var label = prefix + "compute-memory-partition";
    if (!place.resource().equals(Devices.GPU) || !CUTTABLE.contains(accelerator.gfx())) {
      return Optional.empty();
    }
    return Optional.of(
        place.partition().isEmpty()
            ? requirement(label, "NotIn", PARTS)
            : requirement(label, "In", List.of(place.partition())));
  }

  private static NodeSelectorTerm term(
      Optional<NodeSelectorRequirement> cut, NodeSelectorRequirement named) {
    var both = Stream.concat(Stream.of(named), cut.stream()).toList();
    return new NodeSelectorTermBuilder().withMatchExpressions(both).build();
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
        ? List.of(new TolerationBuilder().withKey(Devices.GPU).withOperator("Exists").build())
        : List.of();
  }
}
