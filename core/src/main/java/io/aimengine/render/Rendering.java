package io.aimengine.render;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.launch.Launch;
import io.aimengine.plan.Plan;
import java.util.Optional;

/// What is rendered: a plan with its launch for containers, how many replicas now, whether a change
/// may start a new replica before an old one goes (`surge`: enough free GPUs), and two releases
/// that share its requests while a canary is tried.
public record Rendering(
    Plan plan,
    Launch launch,
    int replicas,
    boolean surge,
    Cluster cluster,
    Optional<TrafficSplit> split) {
  public Rendering(Plan plan, Launch launch, int replicas, boolean surge, Cluster cluster) {
    this(plan, launch, replicas, surge, cluster, Optional.empty());
  }

  public Rendering split(TrafficSplit between) {
    return new Rendering(plan, launch, replicas, surge, cluster, Optional.of(between));
  }

  String name() {
    return plan.spec().name();
  }

  String namespace() {
    return plan.spec().namespace();
  }

  boolean onGpu() {
    return plan.candidate().accelerator().kind() == io.aimengine.catalog.Accelerator.Kind.GPU;
  }

  /// Whether the engine is llama.cpp, ours or another's build: on processors, from one file.
  boolean llamacpp() {
    return launch.engine().engine() == Engine.LLAMACPP;
  }
}
