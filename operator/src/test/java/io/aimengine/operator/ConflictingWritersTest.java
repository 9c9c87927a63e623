package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.aimengine.operator.Meddler.Deed;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Others write to the same objects: what is ours comes back, what is theirs stays.
@OnCluster
class ConflictingWritersTest {
  private static Operated operated;

  private final Cluster cluster;

  ConflictingWritersTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void starts(Cluster cluster) {
    cluster.nodes().add(2, "MI300X");
    operated = new Operated(cluster);
    operated.start();
  }

  @AfterAll
  static void stops() {
    operated.close();
  }

  @Test
  void undoesEveryDeedToEveryObject() {
    operated.ready("undone", "model: Qwen/Qwen3-8B, gpuCount: 1, replicas: 2");
    var before = FinalObjects.of(cluster, "undone"::equals);
    var meddler = new Meddler(cluster, new Random(1));
    for (var object : FinalObjects.all(cluster)) {
      if (!FinalObjects.endpoint(object).equals("undone")) {
        continue;
      }
      for (var deed : Deed.values()) {
        if (deed.suits(object)) {
          var fresh = cluster.client().resource(object).get();
          meddler.does(deed, fresh);
          Cluster.eventually(
              object.getKind() + " is as it was, though somebody " + deed, () -> same(before));
        }
      }
    }
    assertThat(service("undone").get().getMetadata().getAnnotations())
        .as("a note of somebody else's")
        .containsEntry(FinalObjects.FOREIGN, "was here");
  }

  private boolean same(Map<String, String> before) {
    try {
      return before.equals(FinalObjects.of(cluster, "undone"::equals));
    } catch (AssertionError notYet) {
      return false;
    }
  }

  /// The watches show it no more, and its pods hold GPUs.
  @Test
  void findsTheSecondWorkloadAgainWhoseLabelsWereTakenWhileNobodyLooked() {
    var spec = "model: Qwen/Qwen3-8B, gpuCount: 1";
    operated.ready("found", spec);
    operated.apply("found", spec + ", env: {CHANGED: '1'}");
    var first = named(Deployment.class, "found");
    cluster.awaitGone(first, "the change has a workload of its own");
    operated.awaitReady("found");
    var pods = operated.podIds("found");
    operated.stop();
    var second = named(Deployment.class, "found-b");
    new Meddler(cluster, new Random(1)).does(Deed.TAKES_LABELS, second.get());
    operated.start();
    cluster.await(
        second,
        "it has its labels again",
        workload -> "found".equals(FinalObjects.endpoint(workload)));
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));
    assertThat(first.get()).as("another for the same").isNull();
    assertThat(operated.podIds("found")).isEqualTo(pods);
  }

  @Test
  void keepsWhatALoadBalancersControllerSets() {
    operated.ready("balanced", "model: Qwen/Qwen3-8B, gpuCount: 1, service: {type: LoadBalancer}");
    var service = service("balanced");
    var ports = service.get().getSpec().getPorts();
    merge(
        service,
        "{'spec':{'externalTrafficPolicy':'Local','loadBalancerSourceRanges':['10.0.0.0/8']}}");
    service
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.7\"}]}}}");
    operated.await(
        "balanced",
        "its address is told",
        e -> String.valueOf(e.getStatus().endpoints()).contains("192.0.2.7"));
    operated.ready(
        "balanced",
        "model: Qwen/Qwen3-8B, gpuCount: 1, service: {type: LoadBalancer, annotations: {team: a}}");
    cluster.await(
        service,
        "the change is there",
        s -> "a".equals(s.getMetadata().getAnnotations().get("team")));
    var kept = service.get();
    assertThat(kept.getSpec().getExternalTrafficPolicy()).isEqualTo("Local");
    assertThat(kept.getSpec().getLoadBalancerSourceRanges()).containsExactly("10.0.0.0/8");
    assertThat(kept.getSpec().getPorts()).as("with their node ports").isEqualTo(ports);
    assertThat(kept.getStatus().getLoadBalancer().getIngress()).hasSize(1);
  }

  @Test
  void keepsABoundClaimAndItsWeightsWhenTheWishForThemGoes() {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %s-kept}
            spec:
              capacity: {storage: 500Gi}
              accessModes: [ReadWriteOnce]
              storageClassName: by-hand
              hostPath: {path: /nowhere}
              claimRef: {name: kept-cache, namespace: %s}
            """
                .formatted(cluster.namespace(), cluster.namespace()))
        .orThrow();
    var cached =
        "model: Qwen/Qwen3-8B, gpuCount: 1, cache: {enabled: true, storageClass: by-hand%s}";
    operated.apply("kept", cached.formatted(", size: 100Gi"));
    var claim = named(PersistentVolumeClaim.class, "kept-cache");
    var bound = cluster.await(claim, "it is bound", c -> "Bound".equals(c.getStatus().getPhase()));
    operated.awaitReady("kept");

    operated.ready("kept", cached.formatted(", size: 50Gi"));
    operated.ready("kept", "model: Qwen/Qwen3-8B, gpuCount: 1");
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));
    var kept = claim.get();
    assertThat(kept.getMetadata().getUid()).isEqualTo(bound.getMetadata().getUid());
    assertThat(kept.getMetadata().getDeletionTimestamp()).isNull();
    assertThat(kept.getSpec()).isEqualTo(bound.getSpec());
    cluster.kubectl("delete", "pv", cluster.namespace() + "-kept", "--wait=false").orThrow();
  }

  private Resource<Service> service(String name) {
    return named(Service.class, name);
  }

  private <T extends HasMetadata> Resource<T> named(Class<T> kind, String name) {
    return cluster.client().resources(kind).inNamespace(cluster.namespace()).withName(name);
  }

  private static void merge(Resource<?> object, String patch) {
    object.patch(PatchContext.of(PatchType.JSON_MERGE), patch.replace('\'', '"'));
  }
}
