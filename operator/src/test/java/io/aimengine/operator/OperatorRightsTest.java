package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

  @Test
  void areEnoughToServeAModelAndToTakeItAway() throws IOException {
    try (var client = asOperator();
        var operator =
            AimOperator.start(
                client,
                Catalogs.builtin(),
                io.aimengine.render.Cluster.plain(),
                InstantSource.system())) {
      assertThat(operator).isNotNull();
      cluster
          .apply(
              """
              apiVersion: aim.engine.amd.com/v1alpha1
              kind: AIMEndpoint
              metadata: {name: rights}
              spec: {model: Qwen/Qwen3-8B, cache: {enabled: true, size: 50Gi}}
              """)
          .orThrow();
      var endpoint =
          cluster
              .client()
              .resources(AIMEndpoint.class)
              .inNamespace(cluster.namespace())
              .withName("rights");
      cluster.await(
          endpoint,
          "the endpoint is planned, applied and reported",
          e -> e.getStatus() != null && e.getStatus().replicas() != null);
      cluster.await(
          cluster.client().apps().deployments().inNamespace(cluster.namespace()).withName("rights"),
          "its Deployment is there",
          _ -> true);
      endpoint.delete();
      cluster.awaitGone(endpoint, "the endpoint");
    }
  }

  private KubernetesClient asOperator() throws IOException {
    var config = Config.fromKubeconfig(Files.readString(cluster.plane().kubeconfig()));
    config.setImpersonateUsername(ACCOUNT);
    config.setUserAgent("aim-operator/rights");
    return new KubernetesClientBuilder().withConfig(config).build();
  }
}
