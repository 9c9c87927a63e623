package io.aimengine.render;

import io.aimengine.spec.Deployment.Strategy;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import java.time.Duration;

/// The replicas of an endpoint.
final class Workload {
  static final String PORT_NAME = "http";

  /// Pulling an engine image of some 20 GB that the node does not have.
  private static final Duration PULL = Duration.ofMinutes(30);

  private Workload() {}

  static Deployment of(Rendering rendering) {
    var deadline = StartBudget.of(rendering).total().plus(PULL).plus(Drain.gracePeriod(rendering));
    return new DeploymentBuilder()
        .withMetadata(Labels.meta(rendering, rendering.name(), "server"))
        .withNewSpec()
        .withReplicas(rendering.replicas())
        .withRevisionHistoryLimit(3)
        .withProgressDeadlineSeconds((int) deadline.toSeconds())
        .withStrategy(strategy(rendering))
        .withNewSelector()
        .withMatchLabels(Labels.selector(rendering.name()))
        .endSelector()
        .withTemplate(PodTemplate.of(rendering))
        .endSpec()
        .build();
  }

  /// As the manifest says; else a new replica first where GPUs for it are free, and where none are
  /// the old one goes first, since the new one could never start.
  static DeploymentStrategy strategy(Rendering rendering) {
    var wanted = rendering.plan().spec().deployment();
    var recreate =
        wanted
            .strategy()
            .map(Strategy.RECREATE::equals)
            .orElse(!rendering.surge() && rendering.replicas() <= 1);
    if (recreate) {
      return new DeploymentStrategyBuilder().withType(Strategy.RECREATE.id()).build();
    }
    return new DeploymentStrategyBuilder()
        .withType(Strategy.ROLLING_UPDATE.id())
        .withNewRollingUpdate()
        .withMaxSurge(amount(wanted.maxSurge().orElse(rendering.surge() ? "1" : "0")))
        .withMaxUnavailable(amount(wanted.maxUnavailable().orElse(rendering.surge() ? "0" : "1")))
        .endRollingUpdate()
        .build();
  }

  private static IntOrString amount(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
  }
}
