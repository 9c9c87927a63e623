package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An operator with the token of its own account, which may nothing outside its namespace.
@OnCluster
class NamespaceOnlyTest {
  private static final Path INSTALL =
      Path.of("../cli/src/main/resources/io/aimengine/cli/install/one-namespace.yaml");
  private static KubernetesClient client;
  private static AimOperator operator;

  private final Cluster cluster;

  NamespaceOnlyTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) throws IOException {
    Kinds.install(cluster);
    cluster.nodes().add(1, "MI300X");
    var here = "namespace: " + cluster.namespace();
    var yaml =
        Files.readString(INSTALL)
            .replace("namespace: aim-engine-system", here)
            .replace("namespace: watched", here);
    cluster.plane().kubectl(yaml, "apply", "--validate=strict", "-f", "-").orThrow();
    var token = cluster.kubectl("create", "token", "aim-engine-operator").orThrow().output();
    client = withToken(cluster, token.strip());
    operator =
        AimOperator.start(
            client,
            Catalogs.builtin(),
            io.aimengine.render.Cluster.plain(),
            InstantSource.system(),
            OperatorSettings.alone()
                .watching(cluster.namespace())
                .electing(cluster.namespace(), "one"),
            new Telemetry());
  }

  private static KubernetesClient withToken(Cluster cluster, String token) throws IOException {
    var admin = Config.fromKubeconfig(Files.readString(cluster.plane().kubeconfig()));
    var config = Config.empty();
    config.setMasterUrl(admin.getMasterUrl());
    config.setCaCertData(admin.getCaCertData());
    config.setCaCertFile(admin.getCaCertFile());
    config.setTrustCerts(admin.isTrustCerts());
    config.setOauthToken(token);
    config.setUserAgent("aim-operator/one-namespace");
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @AfterAll
  static void stops() {
    operator.close();
    client.close();
  }

  @Test
  void mayNeitherSeeNodesNorOtherNamespaces() {
    assertThatThrownBy(() -> client.nodes().list()).isInstanceOf(KubernetesClientException.class);
    assertThatThrownBy(() -> client.pods().inNamespace("default").list())
        .isInstanceOf(KubernetesClientException.class);
    assertThatThrownBy(() -> client.secrets().inNamespace(cluster.namespace()).list())
        .isInstanceOf(KubernetesClientException.class);
  }

  @Test
  void plansWithWhatTheConfigMapSaysAndWithWhatItsOwnPodsHold() {
    apply("first", "model: Qwen/Qwen3-8B, gpuCount: 1");
    var unknown = await("first", "nobody says what there is", e -> is(e, "InventoryUnknown"));
    assertThat(Operated.message(unknown, "Planned"))
        .contains("ConfigMap aim-engine-inventory, key inventory.yaml", "spec.hardware");

    inventory("nodes: [{name: rack-7, accelerator: MI399X, count: 2}]");
    var wrong =
        await("first", "it is wrong", e -> Operated.message(e, "Planned").contains("MI399X"));
    assertThat(Operated.message(wrong, "Planned"))
        .contains("aim-engine-inventory is of no use: nodes[0].accelerator", "unknown-gpu");

    inventory("nodes: [{name: rack-7, accelerator: MI300X, count: 2}]");
    await("first", "first is Ready", e -> Operated.is(e, "Ready", "True"));

    apply("second", "model: Qwen/Qwen3-8B, gpuCount: 2");
    await("second", "one of two GPUs is held", e -> is(e, "Infeasible"));

    inventory("nodes: [{name: rack-7, accelerator: MI300X, count: 4}]");
    await("second", "second is Ready", e -> Operated.is(e, "Ready", "True"));

    cluster.kubectl("delete", "configmap", "aim-engine-inventory").orThrow();
    apply("third", "model: Qwen/Qwen3-8B, hardware: MI300X, gpuCount: 1");
    await("third", "its own words are believed", e -> Operated.is(e, "Ready", "True"));
    var first = await("first", "nobody says any more", e -> is(e, "InventoryUnknown"));
    assertThat(first.getStatus().replicas())
        .as("it serves on")
        .satisfies(replicas -> assertThat(Objects.requireNonNull(replicas).ready()).isEqualTo(1));
  }

  private static boolean is(AIMEndpoint endpoint, String reason) {
    return Objects.requireNonNull(endpoint.getStatus().conditions()).stream()
        .anyMatch(c -> c.getType().equals("Planned") && c.getReason().equals(reason));
  }

  private void apply(String name, String spec) {
    cluster.apply(Operated.manifest(name, spec)).orThrow();
  }

  private void inventory(String text) {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: aim-engine-inventory}
            data:
              inventory.yaml: |
                %s
            """
                .formatted(text))
        .orThrow();
  }

  private AIMEndpoint await(
      String name, String what, java.util.function.Predicate<AIMEndpoint> wanted) {
    var endpoint =
        cluster
            .client()
            .resources(AIMEndpoint.class)
            .inNamespace(cluster.namespace())
            .withName(name);
    return cluster.await(
        endpoint,
        what,
        e -> e.getStatus() != null && e.getStatus().conditions() != null && wanted.test(e));
  }
}
