package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What core's golden files say is what a real API server takes, checked strictly. Kinds that this
/// cluster lacks (Prometheus, KEDA, Gateway API, KServe) are not asked about.
@OnCluster
class RenderedObjectsAcceptedTest {
  private static final Path CASES = Path.of("../core/src/test/resources/render");
  private static final Pattern NAMESPACE = Pattern.compile("(?m)^  namespace: .*$");
  private static final Pattern MISSING =
      Pattern.compile(
          "(?m)^apiVersion: (monitoring.coreos.com|keda.sh|gateway.networking.k8s.io|serving.kserve.io)/");

  private final Cluster cluster;

  RenderedObjectsAcceptedTest(Cluster cluster) {
    this.cluster = cluster;
  }

  private static List<String> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theApiServerTakesEveryObject() throws IOException {
    var all = new StringBuilder();
    for (var name : cases()) {
      objects(name).forEach(document -> all.append("---\n").append(document));
    }
    var ran =
        cluster
            .plane()
            .kubectl(
                all.toString(),
                "-n",
                cluster.namespace(),
                "apply",
                "--validate=strict",
                "--dry-run=server",
                "-f",
                "-")
            .orThrow();
    assertThat(ran.output()).contains("deployment.apps/qwen", "horizontalpodautoscaler");
  }

  @Test
  void aNamespaceOfTheRestrictedStandardTakesGpuPodsOnlyWhereGroupsAreKnown() throws IOException {
    var namespace = restricted();
    assertThat(dryRun("groups-known", namespace).getMetadata().getNamespace()).isEqualTo(namespace);
    assertThatThrownBy(() -> dryRun("one-gpu", namespace))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("violates PodSecurity \"restricted");
  }

  private Stream<String> objects(String name) throws IOException {
    var text = Files.readString(CASES.resolve(name).resolve("objects.yaml"));
    return Stream.of(text.split("(?m)^---\n"))
        .filter(document -> document.contains("kind:") && !MISSING.matcher(document).find())
        .map(document ->
            NAMESPACE.matcher(document).replaceAll("  namespace: " + cluster.namespace()));
  }

  private Pod dryRun(String name, String namespace) throws IOException {
    var text =
        objects(name)
            .filter(document -> document.contains("\nkind: Deployment\n"))
            .findFirst()
            .orElseThrow();
    var deployment =
        cluster.client().getKubernetesSerialization().unmarshal(text, Deployment.class);
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .endMetadata()
            .withSpec(deployment.getSpec().getTemplate().getSpec())
            .editSpec()
            .withServiceAccountName("default")
            .endSpec()
            .build();
    return cluster.client().resource(pod).dryRun(true).create();
  }

  private String restricted() {
    var namespace = cluster.namespace() + "-restricted";
    cluster
        .apply(
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: %s
              labels: {pod-security.kubernetes.io/enforce: restricted}
            """
                .formatted(namespace))
        .orThrow();
    cluster.await(
        cluster.client().serviceAccounts().inNamespace(namespace).withName("default"),
        "the namespace has its service account",
        _ -> true);
    return namespace;
  }

  @AfterAll
  static void removes(Cluster cluster) {
    cluster.client().namespaces().withName(cluster.namespace() + "-restricted").delete();
  }
}
