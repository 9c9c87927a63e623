package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.ControlPlane.Component;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Changes with few GPUs: each test has a kind of its own to itself.
@OnCluster
class RolloutTest {
  private static Operated operated;

  private final Cluster cluster;

  RolloutTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void starts(Cluster cluster) {
    operated = new Operated(cluster);
    operated.start();
  }

  @AfterAll
  static void stops() {
    operated.close();
  }

  @Test
  void startsTheNewReplicaFirstWhereABlockIsFree() {
    gpus("MI300X", 2);
    operated.ready("roomy", on("MI300X", ""));
    try (var film = new PodFilm(operated.pods("roomy"))) {
      operated.apply("roomy", on("MI300X", "env: {CHANGED: '1'}"));
      changed("roomy", 1);
      assertThat(film.fewestServing()).isEqualTo(1);
      assertThat(film.most()).isEqualTo(2);
    }
  }

  @Test
  void takesTheOldReplicaAwayFirstWhereNoBlockIsFree() {
    gpus("MI325X", 1);
    operated.ready("tight", on("MI325X", ""));
    try (var film = new PodFilm(operated.pods("tight"))) {
      operated.apply("tight", on("MI325X", "env: {CHANGED: '1'}"));
      changed("tight", 1);
      assertThat(film.most()).as("pods at the same time").isEqualTo(1);
    }
  }

  @Test
  void replacesOneReplicaAfterTheOtherWhereNoBlockIsFree() {
    gpus("MI355X", 3);
    operated.ready("three", on("MI355X", "replicas: 3"));
    try (var film = new PodFilm(operated.pods("three"))) {
      operated.apply("three", on("MI355X", "replicas: 3, env: {CHANGED: '1'}"));
      changed("three", 3);
      assertThat(film.most()).as("pods at the same time").isEqualTo(3);
      assertThat(film.fewestServing()).isEqualTo(2);
    }
  }

  @Test
  void leavesTheOldReplicaAloneWhileSomebodyElseWaitsForItsGpus() {
    gpus("MI350X", 1);
    operated.ready("wanted", on("MI350X", ""));
    var pods = operated.podIds("wanted");
    var tenant = cluster.client().resource(tenant("MI350X", "")).create();
    cluster.await(cluster.client().resource(tenant), "the tenant waits", Slot::unschedulable);
    operated.apply("wanted", on("MI350X", "env: {CHANGED: '1'}"));
    var blocked =
        operated.await(
            "wanted", "the rollout is blocked", e -> Operated.is(e, "RolloutBlocked", "True"));
    assertThat(Operated.message(blocked, "RolloutBlocked"))
        .isEqualTo("needs 1 MI350X, largest free block 0; the last one goes on");
    assertThat(operated.podIds("wanted")).isEqualTo(pods);
    cluster.client().resource(tenant).withGracePeriod(0).delete();
    changed("wanted", 1);
  }

  @Test
  void saysWhenSomebodyElseTakesTheFreedGpusAndGoesOnWhenTheyAreBack() {
    gpus("MI300A", 1);
    operated.ready("robbed", on("MI300A", ""));
    var old = operated.pods("robbed").list().getItems().getFirst();
    var node = cluster.namespace() + "-mi300a";
    cluster.plane().pause(Component.KWOK);
    var thief = tenant("MI300A", node);
    try {
      operated.apply("robbed", on("MI300A", "env: {CHANGED: '1'}"));
      cluster.await(
          cluster.client().resource(old),
          "the old pod goes",
          pod -> pod.getMetadata().getDeletionTimestamp() != null);
      cluster.client().resource(thief).create();
    } finally {
      cluster.plane().resume(Component.KWOK);
    }
    var blocked =
        operated.await(
            "robbed", "the rollout is blocked", e -> Operated.is(e, "RolloutBlocked", "True"));
    assertThat(Operated.message(blocked, "RolloutBlocked"))
        .isEqualTo("needs 1 MI300A, largest free block 0");
    cluster.client().resource(thief).withGracePeriod(0).delete();
    changed("robbed", 1);
    assertThat(Operated.is(operated.awaitReady("robbed"), "RolloutBlocked", "True")).isFalse();
  }

  @Test
  void goesBackToTheLastGoodReleaseByItself() {
    gpus("MI308X", 2);
    operated.ready("broken", on("MI308X", ""));
    var good = operated.podIds("broken");
    cluster.plane().pause(Component.KWOK);
    try {
      operated.apply("broken", on("MI308X", "env: {CHANGED: '1'}"));
      var pods =
          cluster.awaitAll(
              operated.pods("broken"),
              "a new pod has a node",
              all ->
                  all.stream()
                      .anyMatch(
                          p -> Operated.has(p, "CHANGED") && p.getSpec().getNodeName() != null));
      pods.stream().filter(p -> Operated.has(p, "CHANGED")).forEach(this::crashes);
      operated.await(
          "broken", "the last good release is back", e -> Operated.is(e, "RolledBack", "True"));
    } finally {
      cluster.plane().resume(Component.KWOK);
    }
    var back =
        operated.await(
            "broken",
            "the last good release serves and this generation does not",
            e -> Operated.reason(e, "Ready").equals("LastGood"));
    assertThat(back.getStatus().phase()).isEqualTo("Degraded");
    assertThat(Operated.message(back, "RolledBack"))
        .startsWith("its engine failed, 3 times: ")
        .contains("1 x MI308X serves again");
    cluster.awaitAll(operated.pods("broken"), "only the good pod is left", all -> all.size() == 1);
    assertThat(operated.podIds("broken")).isEqualTo(good);
  }

  private void gpus(String accelerator, int count) {
    var name = accelerator.toLowerCase(Locale.ROOT);
    cluster.nodes().add(cluster.nodes().node(name, accelerator, count));
  }

  private static String on(String accelerator, String more) {
    return "model: Qwen/Qwen3-8B, hardware: %s, gpuCount: 1%s"
        .formatted(accelerator, more.isEmpty() ? "" : ", " + more);
  }

  private void changed(String name, int replicas) {
    operated.awaitReady(name);
    cluster.awaitAll(
        operated.pods(name),
        name + " has only new pods",
        all ->
            all.size() == replicas && all.stream().allMatch(pod -> Operated.has(pod, "CHANGED")));
    operated.awaitReady(name);
  }

  /// A pod of somebody else's; without a node it waits for one.
  private Pod tenant(String accelerator, String node) {
    var gpu = Map.of("amd.com/gpu", new Quantity("1"));
    var name = accelerator.toLowerCase(Locale.ROOT);
    return new PodBuilder()
        .withNewMetadata()
        .withName("tenant-" + name)
        .withNamespace(cluster.namespace())
        .endMetadata()
        .withNewSpec()
        .withNodeName(node.isEmpty() ? null : node)
        .addToNodeSelector("kubernetes.io/hostname", cluster.namespace() + "-" + name)
        .addNewContainer()
        .withName("work")
        .withImage("example.invalid/work")
        .withNewResources()
        .withRequests(gpu)
        .withLimits(gpu)
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }

  private void crashes(Pod pod) {
    var container =
        new ContainerStatusBuilder()
            .withName(pod.getSpec().getContainers().getFirst().getName())
            .withImage("x")
            .withImageID("x")
            .withReady(false)
            .withRestartCount(3)
            .withNewState()
            .withNewWaiting(null, "CrashLoopBackOff")
            .endState()
            .build();
    cluster
        .client()
        .resource(pod)
        .editStatus(p ->
            new PodBuilder(p)
                .editOrNewStatus()
                .withPhase("Running")
                .withContainerStatuses(List.of(container))
                .endStatus()
                .build());
  }
}
