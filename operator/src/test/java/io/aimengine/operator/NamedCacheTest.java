package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Endpoints that name an AIMCache. kwok ends the pods of downloads at once, so the test says when
/// there is a volume that they can have.
@OnCluster
class NamedCacheTest {
  private static final String CHECKPOINT = "Qwen/Qwen3-8B";

  private final Cluster cluster;
  private final Operated operated;

  NamedCacheTest(Cluster cluster) {
    this.cluster = cluster;
    operated = new Operated(cluster);
  }

  @BeforeAll
  static void adds(Cluster cluster) {
    cluster.nodes().add(1, "MI300X");
  }

  @BeforeEach
  void starts() {
    operated.start();
  }

  @AfterEach
  void stops() {
    operated.close();
    cluster.client().persistentVolumes().withLabel("of", cluster.namespace()).delete();
  }

  @Test
  void waitWithoutAGpuUntilTheirWeightsAreThereAndKeepTheCache() {
    operated.apply("chat", "model: Qwen/Qwen3-8B, cache: {name: models}");
    var missed =
        operated.await("chat", "it misses the cache", e -> reason(e).equals("CacheMissing"));
    assertThat(missed.getStatus().phase()).isEqualTo("Degraded");
    assertThat(Operated.message(missed, "Ready"))
        .contains("it waits for its weights: no AIMCache models is in this namespace");

    cache();
    cluster.await(caches(), "the cache is asked for them", c -> has(c, "Waiting"));
    var waits =
        operated.await(
            "chat",
            "it tells what they wait for",
            e -> Operated.message(e, "Cached").contains("no StorageClass by-hand"));
    assertThat(Operated.message(waits, "Cached"))
        .startsWith("it is to download Qwen/Qwen3-8B onto the AIMCache models; estimate: ");
    assertThat(Operated.is(waits, "Planned", "True")).isTrue();
    assertThat(workload().get()).as("nothing holds a GPU meanwhile").isNull();
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));

    volume();
    var ready = operated.awaitReady("chat");
    assertThat(reason(ready)).isEqualTo("Downloaded");
    var pod = workload().get().getSpec().getTemplate().getSpec();
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
        .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName())
        .containsExactly("models-storage");
    assertThat(pod.getContainers().getFirst().getVolumeMounts())
        .filteredOn(mount -> mount.getMountPath().equals("/workspace/model-cache"))
        .hasSize(1)
        .allMatch(mount -> Boolean.TRUE.equals(mount.getReadOnly()));

    caches().delete();
    var blocked = cluster.await(caches(), "its deletion waits", NamedCacheTest::blocked);
    assertThat(String.valueOf(blocked.getStatus().conditions())).contains("AIMEndpoint chat");
    operated.endpoint("chat").delete();
    cluster.awaitGone(caches(), "the cache goes with its last user");
  }

  @Test
  void areServedWithoutItWhenTheyNoLongerNameIt() {
    cache();
    operated.apply("chat", "model: Qwen/Qwen3-8B, cache: {name: models}");
    cluster.await(caches(), "the cache is asked for its weights", c -> has(c, "Waiting"));
    operated.apply("chat", "model: Qwen/Qwen3-8B");
    assertThat(reason(operated.awaitReady("chat"))).isEqualTo("NotRequested");
    cluster.await(
        caches(),
        "nobody asks for them any more",
        c -> Optional.ofNullable(c.getStatus().cachedModels()).orElse(List.of()).isEmpty());
  }

  @Test
  void areKeptWhileAPodOfSomebodyMountsThemAndNobodyIsAskedMeanwhile() {
    cache();
    cluster.await(caches(), "its claim waits", c -> c.getStatus() != null);
    reader();
    caches().delete();
    var blocked = cluster.await(caches(), "its deletion waits", NamedCacheTest::blocked);
    assertThat(String.valueOf(blocked.getStatus().conditions())).contains("reader");
    Cluster.eventually("it rests", () -> Rest.quiet(cluster));
    var mark = cluster.plane().audit().mark();
    cluster.client().pods().inNamespace(cluster.namespace()).withName("reader").delete();
    cluster.awaitGone(caches(), "the cache goes with the pod");
    assertThat(cluster.plane().audit().readsSince(mark, Operated.AGENT))
        .filteredOn(request -> request.resource().equals("pods"))
        .isEmpty();
  }

  private static boolean blocked(AIMCache cache) {
    return cache.getStatus() != null && "DeletionBlocked".equals(cache.getStatus().phase());
  }

  private static boolean has(AIMCache cache, String state) {
    return cache.getStatus() != null
        && Optional.ofNullable(cache.getStatus().cachedModels()).orElse(List.of()).stream()
            .anyMatch(m -> CHECKPOINT.equals(m.id()) && state.equals(m.status()));
  }

  private static String reason(AIMEndpoint endpoint) {
    return Operated.reason(endpoint, "Cached");
  }

  private Resource<Deployment> workload() {
    return cluster
        .client()
        .resources(Deployment.class)
        .inNamespace(cluster.namespace())
        .withName("chat");
  }

  private Resource<AIMCache> caches() {
    return cluster
        .client()
        .resources(AIMCache.class)
        .inNamespace(cluster.namespace())
        .withName("models");
  }

  private void cache() {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMCache
            metadata: {name: models}
            spec: {storage: {size: 50Gi, storageClass: by-hand, accessMode: ReadWriteMany}}
            """)
        .orThrow();
  }

  /// Not ours, and on no node, since its claim has no volume.
  private void reader() {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: reader}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: reader, image: reader}]
              volumes: [{name: models, persistentVolumeClaim: {claimName: models-storage}}]
            """)
        .orThrow();
  }

  private void volume() {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: NAMESPACE-models, labels: {of: NAMESPACE}}
            spec:
              capacity: {storage: 50Gi}
              accessModes: [ReadWriteMany]
              storageClassName: by-hand
              hostPath: {path: /nowhere}
              claimRef: {name: models-storage, namespace: NAMESPACE}
            """
                .replace("NAMESPACE", cluster.namespace()))
        .orThrow();
  }
}
