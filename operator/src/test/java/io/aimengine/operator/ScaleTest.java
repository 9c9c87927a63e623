package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class ScaleTest {
  private static Operated operated;

  private final Cluster cluster;

  ScaleTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void starts(Cluster cluster) {
    cluster.nodes().add(2, "MI300X");
    cluster.nodes().add(1, "MI325X");
    operated = new Operated(cluster);
    operated.start();
  }

  @AfterAll
  static void stops() {
    operated.close();
  }

  @Test
  void followsTheScaleSubresourceAndRestartsNothing() {
    operated.ready("knob", "model: Qwen/Qwen3-8B");
    var first = operated.podIds("knob");
    cluster.kubectl("scale", "aimep/knob", "--replicas=3").orThrow();
    replicas("knob", 3);
    var scaled = operated.awaitReady("knob");
    assertThat(operated.podIds("knob")).hasSize(3).containsAll(first);
    assertThat(scaled.getStatus()).extracting("replicas.current").isEqualTo(3);
    cluster.kubectl("scale", "aimep/knob", "--replicas=0").orThrow();
    replicas("knob", 0);
    cluster.awaitAll(operated.pods("knob"), "all pods go", all -> all.isEmpty());
    cluster.kubectl("scale", "aimep/knob", "--replicas=1").orThrow();
    replicas("knob", 1);
    operated.awaitReady("knob");
  }

  @Test
  void selectsItsPodsForScalers() {
    var status = operated.ready("selected", "model: Qwen/Qwen3-8B").getStatus();
    var pods =
        cluster
            .client()
            .pods()
            .inNamespace(cluster.namespace())
            .withLabelSelector(status.selector());
    assertThat(pods.list().getItems()).hasSize(1);
  }

  @Test
  void staysWithinTheBoundsOfTheManifest() {
    operated.apply(
        "bounded", "model: Qwen/Qwen3-8B, replicas: 5, scaling: {minReplicas: 1, maxReplicas: 2}");
    replicas("bounded", 2);
    operated.apply("least", "model: Qwen/Qwen3-8B, scaling: {minReplicas: 2, maxReplicas: 4}");
    replicas("least", 2);
  }

  @Test
  void takesUpNewBoundsAndRestartsNothing() {
    var scaling = "model: Qwen/Qwen3-8B, replicas: 3, scaling: {minReplicas: 1, maxReplicas: %d}";
    operated.ready("bounds", scaling.formatted(1));
    var first = operated.podIds("bounds");
    operated.apply("bounds", scaling.formatted(2));
    replicas("bounds", 2);
    operated.awaitReady("bounds");
    assertThat(operated.podIds("bounds")).hasSize(2).containsAll(first);
  }

  @Test
  void keepsTheRecipeWhenThereIsNoRoomForAllReplicas() {
    var before = operated.ready("wide", "model: Qwen/Qwen3-8B, gpuCount: 8, hardware: MI325X");
    var pods = operated.podIds("wide");
    cluster.kubectl("scale", "aimep/wide", "--replicas=2").orThrow();
    replicas("wide", 2);
    var waiting = operated.await("wide", "one replica waits", e -> Operated.desires(e, 2));
    assertThat(waiting.getStatus().selectedRecipe()).isEqualTo(before.getStatus().selectedRecipe());
    assertThat(operated.podIds("wide")).containsAll(pods);
  }

  @Test
  void letsAnAutoscalerTurnTheKnob() {
    operated.ready("scaled", "model: Qwen/Qwen3-8B, replicas: 1");
    cluster
        .apply(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: scaled}
            spec:
              minReplicas: 2
              maxReplicas: 3
              scaleTargetRef:
                {apiVersion: aim.engine.amd.com/v1alpha1, kind: AIMEndpoint, name: scaled}
              metrics:
              - type: Resource
                resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}
            """)
        .orThrow();
    replicas("scaled", 2);
  }

  private void replicas(String name, int wanted) {
    cluster.await(
        cluster
            .client()
            .resources(Deployment.class)
            .inNamespace(cluster.namespace())
            .withName(name),
        name + " has " + wanted + " replicas",
        d -> Objects.equals(d.getSpec().getReplicas(), wanted));
  }
}
