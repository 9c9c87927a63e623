package io.aimengine.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnCluster
class ClusterTest {
  private final Cluster cluster;

  ClusterTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void runsPodsOnNodesWithGpusAndLeavesTheRestPending() {
    var node = cluster.nodes().add(1, "MI300X").getFirst();
    assertThat(node.getMetadata().getLabels()).containsEntry("amd.com/gpu.device-id", "74a1");

    var ran = cluster.apply(deployment("fleet", 5, 2));

    assertThat(ran.orThrow().output()).contains("deployment.apps/fleet created");
    var pods =
        cluster.awaitAll(
            cluster.client().pods().inNamespace(cluster.namespace()).withLabel("app", "fleet"),
            "4 pods of 2 GPUs run on a node of 8, and the fifth waits",
            p -> running(p).size() == 4 && p.size() == 5);
    assertThat(running(pods))
        .allSatisfy(
            p -> assertThat(p.getSpec().getNodeName()).isEqualTo(node.getMetadata().getName()));
    cluster.await(
        cluster.client().apps().deployments().inNamespace(cluster.namespace()).withName("fleet"),
        "the Deployment counts 4 ready replicas",
        d -> Integer.valueOf(4).equals(d.getStatus().getReadyReplicas()));
  }

  private static List<Pod> running(List<Pod> pods) {
    return pods.stream().filter(p -> p.getStatus().getPhase().equals("Running")).toList();
  }

  @Test
  void breaksANodeAndRepairsIt() {
    var node = cluster.nodes().add(cluster.nodes().node("weak", "MI300X", 8));

    cluster.nodes().breakDown(node);

    var name = node.getMetadata().getName();
    cluster.await(
        cluster.client().nodes().withName(name),
        "the node lifecycle controller taints it",
        n ->
            n.getSpec().getTaints().stream()
                .anyMatch(t -> t.getKey().equals("node.kubernetes.io/not-ready")));
    cluster.nodes().repair(node);
    assertThat(cluster.client().nodes().withName(name).get().getSpec().getTaints()).isEmpty();
    cluster.client().nodes().withName(name).delete();
  }

  @Test
  void keepsClassesApartAndLeavesNothingBehind() {
    var other = new Cluster(cluster.plane(), cluster.namespace() + "-other");
    var client = cluster.client();
    other.nodes().add(other.nodes().node("spare", "MI355X", 4));
    client.resource(map("same", other.namespace())).create();
    client.resource(map("same", cluster.namespace())).create();

    other.close();

    cluster.awaitGone(client.namespaces().withName(other.namespace()), "the other's namespace");
    assertThat(client.nodes().list().getItems())
        .extracting((Node n) -> n.getMetadata().getName())
        .noneMatch(n -> n.startsWith(other.namespace()));
    assertThat(client.resource(map("same", cluster.namespace())).get()).isNotNull();
  }

  @Test
  void auditLogCountsEveryWriteOfAClientAndNoRead() {
    try (var client = cluster.plane().client("counted/1")) {
      var maps = client.configMaps().inNamespace(cluster.namespace());
      var mark = cluster.plane().audit().mark();

      maps.resource(map("one", cluster.namespace())).create();
      maps.resource(map("one", cluster.namespace())).get();
      maps.list();
      maps.resource(map("one", cluster.namespace())).delete();

      assertThat(cluster.plane().audit().since(mark, "counted/"))
          .extracting(AuditLog.Request::verb, AuditLog.Request::name, AuditLog.Request::code)
          .containsExactly(tuple("create", "one", 201), tuple("delete", "one", 200));
      assertThat(cluster.plane().audit().since(cluster.plane().audit().mark(), "counted/"))
          .isEmpty();
    }
  }

  @Test
  void kubectlRefusesAnUnknownField() {
    var ran = cluster.apply(deployment("typo", 1, 2).replace("replicas:", "replicass:"));

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.errors()).contains("unknown field \"spec.replicass\"");
  }

  private static ConfigMap map(String name, String namespace) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .build();
  }

  private static String deployment(String name, int replicas, int gpus) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: NAME}
    spec:
      replicas: REPLICAS
      selector: {matchLabels: {app: NAME}}
      template:
        metadata: {labels: {app: NAME}}
        spec:
          containers:
          - {name: engine, image: "engine.test/x:1", resources: {limits: {amd.com/gpu: GPUS}}}
    """
        .replace("NAME", name)
        .replace("REPLICAS", String.valueOf(replicas))
        .replace("GPUS", String.valueOf(gpus));
  }
}
