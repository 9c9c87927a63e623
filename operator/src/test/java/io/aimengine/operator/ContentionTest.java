package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Several endpoints that want the same GPUs.
@OnCluster
class ContentionTest {
  private static Operated operated;

  private final Cluster cluster;

  ContentionTest(Cluster cluster) {
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
  void plansNoMoreThanThereAreGpusAndTheNextWhenOneGoes() {
    cluster.nodes().add(1, "MI300X");
    var manifests =
        IntStream.range(0, 12)
            .mapToObj(i -> Operated.manifest("many-" + i, "model: Qwen/Qwen3-8B, hardware: MI300X"))
            .collect(Collectors.joining());
    cluster.apply(manifests).orThrow();
    var all = await("8 serve and 4 find nothing", count(8, "Ready", "True", 4, "Planned", "False"));
    var served =
        all.stream()
            .filter(e -> e.getMetadata().getName().startsWith("many-"))
            .filter(e -> Operated.is(e, "Ready", "True"))
            .findFirst()
            .orElseThrow();
    assertThat(
            cluster.client().pods().inNamespace(cluster.namespace()).list().getItems().stream()
                .filter(p -> p.getMetadata().getName().startsWith("many-")))
        .as("none waits for a node")
        .hasSize(8);
    cluster.client().resource(served).delete();
    await("the next takes its place", count(8, "Ready", "True", 3, "Planned", "False"));
  }

  /// Its pods are never made, so the GPU that it was promised is nobody's.
  @Test
  void promisesNoGpuForEverToWhatCannotBeMade() {
    cluster.nodes().add(cluster.nodes().node("promised", "MI300A", 1));
    var full = cluster.namespace() + "-full";
    cluster.kubectl("create", "namespace", full).orThrow();
    cluster.quota(full, "count/deployments.apps: 0");
    var spec = "model: Qwen/Qwen3-8B, hardware: MI300A, gpuCount: 1";
    for (var i = 0; i < 3; i++) {
      var manifest = Operated.manifest("rival-" + i, spec).replace("---", "");
      cluster.client().resource(manifest).inNamespace(full).create();
    }
    var told = // one of them: who waits beside it is not tried
        cluster.awaitAll(
            cluster.client().resources(AIMEndpoint.class).inNamespace(full),
            "a rival is told",
            all -> all.stream().anyMatch(ContentionTest::isRefused));
    assertThat(told.stream().filter(ContentionTest::isRefused))
        .allSatisfy(rival ->
            assertThat(Operated.message(rival, "Accepted"))
                .contains("exceeded quota: none", "[cluster.refused]"));
    operated.ready("patient", spec);
    cluster.kubectl("delete", "namespace", full, "--wait=false").orThrow();
  }

  /// An old replica goes before the new one comes: its GPU is free for a moment.
  @Test
  void keepsItsGpuForTheNewReplicaWhileOthersWait() {
    cluster.nodes().add(cluster.nodes().node("kept", "MI210", 1));
    var spec = "model: Qwen/Qwen3-8B, hardware: MI210, gpuCount: 1";
    operated.ready("keeps", spec);
    operated.apply("waits", spec);
    operated.await("waits", "nothing is free", e -> Operated.is(e, "Planned", "False"));
    try (var film = film()) {
      for (var change = 0; change < 5; change++) {
        var variable = "CHANGE_" + change;
        operated.apply("keeps", spec + ", env: {" + variable + ": '1'}");
        Cluster.eventually("change " + change + " serves", () -> serves("keeps", variable));
      }
      assertThat(film.most("keeps", "waits")).as("pods at the same time").isEqualTo(1);
    }
    operated.await("waits", "still nothing is free", e -> Operated.is(e, "Planned", "False"));
  }

  /// Somebody deleted it, or an operator died before it was made.
  @Test
  void whoHasNoWorkloadAnyMoreAsksForGpusLikeEverybody() {
    cluster.nodes().add(cluster.nodes().node("asked", "MI250X", 1));
    var spec = "model: Qwen/Qwen3-8B, hardware: MI250X, gpuCount: 1";
    operated.ready("had", spec);
    for (var i = 0; i < 5; i++) {
      operated.apply("has-none-" + i, spec);
      operated.await("has-none-" + i, "nothing is free", e -> Operated.is(e, "Planned", "False"));
    }
    operated.stop();
    cluster.kubectl("delete", "deployment/had").orThrow();
    Cluster.eventually("its pod is gone", () -> operated.podIds("had").isEmpty());
    try (var film = film()) {
      operated.start();
      var names =
          new String[] {
            "had", "has-none-0", "has-none-1", "has-none-2", "has-none-3", "has-none-4"
          };
      Cluster.eventually(
          "one of them serves", () -> Stream.of(names).anyMatch(name -> serves(name, "")));
      Cluster.eventually(
          "the others wait",
          () -> Stream.of(names).allMatch(name -> serves(name, "") || waits(name)));
      assertThat(film.most(names)).as("pods at the same time").isEqualTo(1);
    }
  }

  private PodFilm film() {
    return new PodFilm(cluster.client().pods().inNamespace(cluster.namespace()));
  }

  private boolean waits(String name) {
    return Operated.is(operated.endpoint(name).get(), "Planned", "False");
  }

  /// Whether a pod of it serves, of the change that set this variable.
  private boolean serves(String name, String variable) {
    return operated.pods(name).list().getItems().stream()
        .anyMatch(pod -> Slot.serves(pod) && (variable.isEmpty() || Operated.has(pod, variable)));
  }

  private static boolean isRefused(AIMEndpoint endpoint) {
    return endpoint.getStatus() != null && Operated.is(endpoint, "Accepted", "False");
  }

  @Test
  void plansWhatWaitsWhenANodeCanBeUsed() {
    var node = cluster.nodes().node("closed", "MI325X", 8);
    var cordoned = new NodeBuilder(node).editOrNewSpec().withUnschedulable(true).endSpec().build();
    cluster.client().resource(cluster.nodes().add(cordoned));
    operated.apply("later", "model: Qwen/Qwen3-8B, hardware: MI325X");
    operated.await("later", "nothing fits", e -> Operated.is(e, "Planned", "False"));
    cluster.kubectl("uncordon", cordoned.getMetadata().getName()).orThrow();
    operated.awaitReady("later");
  }

  @Test
  void leavesWhatServesOnACordonedNodeAlone() {
    var node = cluster.nodes().add(cluster.nodes().node("drained", "MI308X", 2));
    operated.ready("stays", "model: Qwen/Qwen3-8B, hardware: MI308X");
    var pods = operated.podIds("stays");
    cluster.kubectl("cordon", node.getMetadata().getName()).orThrow();
    cluster.kubectl("label", "aimep/stays", "looked=again").orThrow();
    cluster.kubectl("scale", "aimep/stays", "--replicas=2").orThrow();
    operated.await("stays", "both are wanted", e -> Operated.desires(e, 2));
    assertThat(operated.podIds("stays")).containsAll(pods);
  }

  @Test
  void followsTheLabelsOfANodeAndMovesNobody() {
    var named = cluster.nodes().node("relabelled", "MI355X", 2);
    var labels = named.getMetadata().getLabels();
    var known = labels.get("amd.com/gpu.device-id");
    var node = cluster.nodes().add(named).getMetadata().getName();
    var product = "amd.com/gpu.product-name";
    relabel(node, "amd.com/gpu.device-id=ffff", product + "=AMD_Instinct_MI999X");
    operated.apply("labelled", "model: Qwen/Qwen3-8B, hardware: MI355X, gpuCount: 1");
    operated.await("labelled", "no such GPU is there", e -> Operated.is(e, "Planned", "False"));
    relabel(node, "amd.com/gpu.device-id=" + known, product + "=" + labels.get(product));
    operated.awaitReady("labelled");
    var pods = operated.podIds("labelled");
    relabel(node, "amd.com/gpu.device-id=ffff", product + "=AMD_Instinct_MI999X");
    operated.apply("after", "model: Qwen/Qwen3-8B, hardware: MI355X, gpuCount: 1");
    operated.await("after", "no such GPU is there", e -> Operated.is(e, "Planned", "False"));
    operated.awaitReady("labelled");
    assertThat(operated.podIds("labelled")).isEqualTo(pods);
  }

  private void relabel(String node, String... labels) {
    var command = new ArrayList<>(List.of("label", "node", node, "--overwrite"));
    command.addAll(List.of(labels));
    cluster.kubectl(command.toArray(String[]::new)).orThrow();
  }

  @Test
  void saysWhichGpuNobodyKnows() {
    var known = cluster.nodes().node("unknown", "MI300X", 8);
    var unknown =
        new NodeBuilder(known)
            .editMetadata()
            .addToLabels("amd.com/gpu.device-id", "ffff")
            .addToLabels("amd.com/gpu.product-name", "AMD_Instinct_MI999X")
            .endMetadata()
            .build();
    var node = cluster.nodes().add(unknown);
    operated.apply("unknown", "model: Qwen/Qwen3-8B");
    var seen =
        operated.await(
            "unknown", "the GPU is named", e -> Operated.is(e, "UnknownHardware", "True"));
    assertThat(Operated.message(seen, "UnknownHardware")).contains("ffff");
    cluster.client().resource(node).delete();
    cluster.client().resource(seen).delete();
  }

  private List<AIMEndpoint> await(String what, Predicate<List<AIMEndpoint>> wanted) {
    return cluster.awaitAll(
        cluster.client().resources(AIMEndpoint.class).inNamespace(cluster.namespace()),
        what,
        all ->
            wanted.test(
                all.stream()
                    .filter(e -> e.getMetadata().getName().startsWith("many-"))
                    .filter(e -> e.getStatus() != null)
                    .toList()));
  }

  private static Predicate<List<AIMEndpoint>> count(
      int first, String one, String state, int second, String other, String otherState) {
    return all ->
        all.stream().filter(e -> Operated.is(e, one, state)).count() == first
            && all.stream().filter(e -> Operated.is(e, other, otherState)).count() == second;
  }
}
