package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMRecipe;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.ControlPlane.Component;
import io.aimengine.e2e.cluster.OnCluster;
import io.aimengine.e2e.cluster.Wire;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The operator is killed at any moment, other people write to its objects, and the control plane
/// has bad days. `-Dchaos.kills` and `-Dchaos.seed` say how often and which story; `-Dchaos.result`
/// is a file for the figures (`./check soak`).
@OnCluster
class ChaosTest {
  private static final int KILLS = Integer.getInteger("chaos.kills", 20);
  private static final int SEED = Integer.getInteger("chaos.seed", 5);
  private static final int ENDPOINTS = 50;
  private static final int SCARCE_GPUS = 8;

  /// Of etcd: long enough for every request that waits for it to time out once.
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final List<Duration> SKEWS =
      List.of(Duration.ZERO, Duration.ofHours(-1), Duration.ofHours(26), Duration.ofSeconds(90));

  private final Cluster cluster;
  private final Random random = new Random(SEED);
  private final ChaosUser user;
  private final Meddler meddler;
  private int busyKills;

  ChaosTest(Cluster cluster) {
    this.cluster = cluster;
    this.user = new ChaosUser(cluster, random, ENDPOINTS);
    this.meddler = new Meddler(cluster, random);
  }

  @Test
  void convergesToWhatACalmRunMakesHoweverOftenItIsKilled() throws IOException {
    new Operated(cluster).close(); // installs the kinds
    cluster.nodes().add(16, "MI300X");
    cluster.nodes().add(1, "MI325X");
    var start = System.nanoTime();
    try (var wire = cluster.plane().wire()) {
      user.makesAll();
      for (var kill = 0; kill < KILLS; kill++) {
        livesAndDies(kill, wire);
      }
    }
    try (var _ = OperatorProcess.start(kubeconfig(), "aim-operator/last", Duration.ZERO)) {
      settle();
      var chaotic = FinalObjects.of(cluster, name -> !scarce(name));
      user.deletesAll();
      nothingIsLeft();
      cluster.apply(user.manifests()).orThrow();
      settle();
      assertThat(chaotic)
          .as("seed " + SEED)
          .isEqualTo(FinalObjects.of(cluster, name -> !scarce(name)));
    }
    record(Duration.ofNanos(System.nanoTime() - start));
  }

  /// One operator, from its start to the moment after so many of its writes, or at rest when there
  /// are no more.
  private void livesAndDies(int kill, Wire wire) {
    var agent = "aim-operator/chaos-" + kill + "-";
    var mark = cluster.plane().audit().mark();
    var writes = random.nextInt(40);
    var skew = SKEWS.get(random.nextInt(SKEWS.size()));
    var restarts = kill % 20 == 5;
    try (var operator = OperatorProcess.start(wire.kubeconfig(), agent, skew);
        var film = new PodFilm(cluster.client().pods().inNamespace(cluster.namespace()))) {
      if (kill > 0) {
        user.changes(6);
        meddler.meddles();
      }
      trouble(kill, wire);
      Cluster.eventually(
          "killed in time or done",
          () -> cluster.plane().audit().shown(mark, agent) >= writes || done());
      busyKills += done() ? 0 : 1;
      operator.kill();
      if (!restarts) { // which ends the film
        assertThat(film.pictures().stream().filter(pods -> scarceGpus(pods) > SCARCE_GPUS))
            .as("more pods than scarce GPUs, at kill %d of seed %d", kill, SEED)
            .map(pods -> pods.stream().map(ChaosTest::shown).toList())
            .isEmpty();
      }
    }
  }

  private void trouble(int kill, Wire wire) {
    switch (kill % 20) {
      case 3, 8, 13, 18 -> wire.cut();
      case 5 -> {
        cluster.plane().restart(Component.API_SERVER);
        Cluster.eventually("the API server answers", this::answers);
      }
      case 11 -> pauseEtcd();
      default -> {}
    }
  }

  private void pauseEtcd() {
    cluster.plane().pause(Component.ETCD);
    try {
      assertThat(new CountDownLatch(1).await(PAUSE.toSeconds(), TimeUnit.SECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cluster.plane().resume(Component.ETCD);
    }
    Cluster.eventually("the API server answers", this::answers);
  }

  private boolean answers() {
    return cluster.kubectl("get", "--raw", "/readyz").exit() == 0;
  }

  private static String shown(Pod pod) {
    var meta = pod.getMetadata();
    return "%s of %s on %s, %s%s"
        .formatted(
            meta.getName(),
            meta.getCreationTimestamp(),
            pod.getSpec().getNodeName(),
            pod.getStatus().getPhase(),
            meta.getDeletionTimestamp() == null ? "" : ", going");
  }

  private static int scarceGpus(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> scarce(FinalObjects.endpoint(pod)))
        .filter(pod -> !Slot.ended(pod))
        .mapToInt(pod -> Need.gpus(pod.getSpec()).getOrDefault("amd.com/gpu", 0))
        .sum();
  }

  /// As long as something happens: how long it takes is a question of the machine.
  private void settle() {
    for (var missing = missing(); !missing.isEmpty(); ) {
      var before = missing;
      Cluster.eventually(
          "more is as wanted, of seed " + SEED + ": " + before, () -> !missing().equals(before));
      missing = missing();
    }
  }

  private boolean done() {
    return missing().isEmpty();
  }

  /// What is not as wanted: every endpoint serves with as many pods as it shall have; of those that
  /// want the same GPUs as many as there are GPUs, and the others know that nothing is free.
  private List<String> missing() {
    try {
      var missing = new ArrayList<String>();
      var wanted = user.replicas();
      var pods = list(Pod.class);
      var serving = 0;
      var all = list(AIMEndpoint.class);
      for (var endpoint : all) {
        var replicas = wanted.getOrDefault(name(endpoint), -1);
        if (serves(endpoint, replicas)) {
          serving += scarce(name(endpoint)) ? 1 : 0;
          missing.addAll(wrong(endpoint, replicas, pods));
        } else if (!waits(endpoint)) {
          missing.add(name(endpoint));
        } else {
          missing.addAll(wrong(endpoint, 0, pods));
        }
      }
      var rivals = (int) wanted.keySet().stream().filter(ChaosTest::scarce).count();
      if (all.size() != wanted.size() || serving != Math.min(rivals, SCARCE_GPUS)) {
        missing.add(all.size() + " endpoints, " + serving + " on scarce GPUs");
      }
      if (list(AIMCache.class).size() != user.caches().size()) {
        missing.add("caches");
      }
      return missing;
    } catch (KubernetesClientException away) {
      return List.of("the API server");
    }
  }

  private static List<String> wrong(AIMEndpoint endpoint, int wanted, List<Pod> pods) {
    var there =
        pods.stream().filter(pod -> FinalObjects.endpoint(pod).equals(name(endpoint))).count();
    return there == wanted ? List.of() : List.of(there + " pods of " + name(endpoint));
  }

  private static boolean serves(AIMEndpoint endpoint, int replicas) {
    return current(endpoint)
        && Operated.is(endpoint, "Ready", "True")
        && Operated.desires(endpoint, replicas);
  }

  private static boolean waits(AIMEndpoint endpoint) {
    return scarce(name(endpoint)) && current(endpoint) && Operated.is(endpoint, "Planned", "False");
  }

  private static boolean scarce(String name) {
    return name.startsWith(ChaosUser.SCARCE);
  }

  private static boolean current(AIMEndpoint endpoint) {
    return endpoint.getStatus() != null
        && endpoint.getMetadata().getGeneration().equals(endpoint.getStatus().observedGeneration());
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private <T extends HasMetadata> List<T> list(Class<T> kind) {
    return cluster.client().resources(kind).inNamespace(cluster.namespace()).list().getItems();
  }

  /// No object outlives what it was made for, and no finalizer is left that nobody takes away.
  private void nothingIsLeft() {
    Cluster.eventually(
        "nothing is left",
        () ->
            FinalObjects.all(cluster).isEmpty()
                && list(Pod.class).isEmpty()
                && list(PersistentVolumeClaim.class).isEmpty()
                && list(AIMEndpoint.class).isEmpty()
                && list(AIMCache.class).isEmpty()
                && list(AIMRecipe.class).isEmpty());
  }

  private Path kubeconfig() {
    return cluster.plane().kubeconfig();
  }

  private void record(Duration time) throws IOException {
    var file = System.getProperty("chaos.result", "");
    if (!file.isEmpty()) {
      Files.writeString(
          Path.of(file),
          "%d | %d | %d | %d | %d min %d s"
              .formatted(
                  KILLS, busyKills, ENDPOINTS, SEED, time.toMinutes(), time.toSecondsPart()));
    }
  }
}
