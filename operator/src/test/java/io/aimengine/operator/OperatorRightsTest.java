package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMCache;
import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rights that the chart gives are enough: the operator runs as its own account here.
@OnCluster
class OperatorRightsTest {
  private static final Path INSTALL = Path.of("../cli/src/main/resources/io/aimengine/cli/install");
  private static final String ACCOUNT =
      "system:serviceaccount:aim-engine-system:aim-engine-operator";

  private final Cluster cluster;

  OperatorRightsTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) throws IOException {
    Kinds.install(cluster);
    var plane = cluster.plane();
    var namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: aim-engine-system}\n";
    plane.kubectl(namespace, "apply", "-f", "-").orThrow();
    var yaml = Files.readString(INSTALL.resolve("everywhere.yaml"));
    plane.kubectl(yaml, "apply", "--validate=strict", "-f", "-").orThrow();
    cluster.nodes().add(1, "MI300X");
  }

  /// Seconds of loading are nowhere but in the log: `get` of `pods/log`, through the API server.
  @Test
  void areEnoughToTellWhatAnEngineWroteOfItsStart(@TempDir Path folder) throws Exception {
    var log = "INFO 11-30 04:00:01 [default_loader.py:507] Loading weights took 0.40 seconds\n";
    try (var client = asOperator();
        var kubelet = new FakeKubelet(folder, Optional.of(log));
        var operator = start(client)) {
      assertThat(operator).isNotNull();
      kubelet.node(cluster, "mi325x", "MI325X");
      cluster
          .apply(
              """
              apiVersion: aim.engine.amd.com/v1alpha1
              kind: AIMEndpoint
              metadata: {name: logs}
              spec: {model: Qwen/Qwen3-8B, hardware: MI325X}
              """)
          .orThrow();
      cluster.await(
          Operated.endpoint(cluster, "logs"),
          "what its engine wrote is told",
          e ->
              e.getStatus() != null
                  && e.getStatus().startup() != null
                  && e.getStatus().startup().loadedSeconds() != null);
    }
  }

  @Test
  void areEnoughToServeAModelAndToTakeItAway() throws IOException {
    try (var client = asOperator();
        var operator = start(client)) {
      assertThat(operator).isNotNull();
      cluster.quota(cluster.namespace(), "pods: 0");
      cluster
          .apply(
              """
              apiVersion: aim.engine.amd.com/v1alpha1
              kind: AIMEndpoint
              metadata: {name: rights}
              spec: {model: Qwen/Qwen3-8B, cache: {enabled: true, size: 50Gi}}
              ---
              apiVersion: aim.engine.amd.com/v1alpha1
              kind: AIMCache
              metadata: {name: rights}
              spec: {storage: {size: 50Gi}, models: [{id: Qwen/Qwen3-8B}], cleanup: {enabled: true}}
              """)
          .orThrow();
      var endpoint = Operated.endpoint(cluster, "rights");
      cluster.await(
          endpoint,
          "the endpoint is planned, applied and reported",
          e -> e.getStatus() != null && e.getStatus().replicas() != null);
      cluster.await(
          cluster.client().apps().deployments().inNamespace(cluster.namespace()).withName("rights"),
          "its Deployment is there",
          _ -> true);
      var jobs =
          cluster
              .client()
              .batch()
              .v1()
              .jobs()
              .inNamespace(cluster.namespace())
              .withLabel("aim.engine.amd.com/cache", "rights");
      cluster.awaitAll(jobs, "the cache's download is started", found -> found.size() == 1);
      var cleanup =
          cluster
              .client()
              .batch()
              .v1()
              .cronjobs()
              .inNamespace(cluster.namespace())
              .withName("rights-cleanup");
      cluster.await(cleanup, "the cache is to be cleaned up", _ -> true);
      cluster.await(
          cluster
              .client()
              .resources(AIMCache.class)
              .inNamespace(cluster.namespace())
              .withName("rights"),
          "who refuses its pod is told",
          c -> String.valueOf(c.getStatus()).contains("exceeded quota: none"));
      cluster
          .kubectl(
              "patch",
              "aimc/rights",
              "--type=merge",
              "-p",
              "{\"spec\":{\"models\":[],\"cleanup\":null}}")
          .orThrow();
      cluster.awaitGone(cleanup, "its clean-up");
      cluster.awaitAll(jobs, "the cache's download is taken away", List::isEmpty);
      cluster.kubectl("delete", "quota", "none").orThrow();
      endpoint.delete();
      cluster.awaitGone(endpoint, "the endpoint");
    }
  }

  private static AimOperator start(KubernetesClient client) {
    return AimOperator.start(
        client, Catalogs.builtin(), io.aimengine.render.Cluster.plain(), InstantSource.system());
  }

  private KubernetesClient asOperator() throws IOException {
    var config = Config.fromKubeconfig(Files.readString(cluster.plane().kubeconfig()));
    config.setImpersonateUsername(ACCOUNT);
    config.setUserAgent("aim-operator/rights");
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
