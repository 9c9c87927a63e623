package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every folder of `examples/kubernetes` is applied as its README says, until all of it is Ready.
@OnCluster
class KubernetesExamplesTest {
  private static final Path EXAMPLES = Path.of("../examples/kubernetes");
  private static KubernetesClient client;
  private static AimOperator operator;

  private final Cluster cluster;

  KubernetesExamplesTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) {
    cluster.plane().installAll(Path.of("../charts/aim-engine/crds"));
    cluster.nodes().add(2, "MI300X");
    cluster.nodes().add(withoutGpus(cluster));
    client = cluster.plane().client("aim-operator/examples");
    operator =
        AimOperator.start(
            client,
            Catalogs.builtin(),
            io.aimengine.render.Cluster.plain(),
            InstantSource.system());
  }

  private static Node withoutGpus(Cluster cluster) {
    return new NodeBuilder(cluster.nodes().node("processors", "MI300X", 0))
        .editMetadata()
        .withLabels(Map.of("kubernetes.io/os", "linux"))
        .endMetadata()
        .editStatus()
        .removeFromAllocatable("amd.com/gpu")
        .removeFromCapacity("amd.com/gpu")
        .endStatus()
        .build();
  }

  @AfterAll
  static void stops() {
    operator.close();
    client.close();
  }

  static List<Path> folders() throws IOException {
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      return folders.filter(Files::isDirectory).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("folders")
  void becomesReady(Path folder) throws IOException {
    assertThat(folder.resolve("README.md")).exists();
    try (Stream<Path> files = Files.list(folder)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        if (Files.readString(file).contains("cache:")) {
          providesAVolume();
        }
        cluster.apply(Files.readString(file)).orThrow();
      }
    }
    var all = cluster.client().resources(AIMEndpoint.class).inNamespace(cluster.namespace());
    cluster.awaitAll(
        all,
        folder.getFileName() + " is Ready",
        endpoints ->
            !endpoints.isEmpty()
                && endpoints.stream()
                    .allMatch(e -> e.getStatus() != null && "Ready".equals(e.getStatus().phase())));
    all.delete();
    cluster.awaitAll(
        cluster.client().pods().inNamespace(cluster.namespace()), "all is gone", List::isEmpty);
  }

  /// As a storage class would; no provisioner runs here.
  private void providesAVolume() {
    cluster
        .apply(
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %s}
            spec:
              capacity: {storage: 200Gi}
              accessModes: [ReadWriteMany, ReadWriteOnce]
              persistentVolumeReclaimPolicy: Delete
              hostPath: {path: /nowhere}
            """
                .formatted(cluster.namespace() + "-volume"))
        .orThrow();
  }
}
