package io.aimengine.render;

import io.aimengine.launch.Launch;
import io.aimengine.plan.Plan;

/// What is rendered: a plan with its launch for containers, how many replicas now, and whether a
/// change may start a new replica before an old one goes (`surge`: enough free GPUs).
public record Rendering(Plan plan, Launch launch, int replicas, boolean surge, Cluster cluster) {
  String name() {
    return plan.spec().name();
  }

  String namespace() {
    return plan.spec().namespace();
  }

  boolean onGpu() {
    return plan.candidate().accelerator().kind() == io.aimengine.catalog.Accelerator.Kind.GPU;
  }
}
