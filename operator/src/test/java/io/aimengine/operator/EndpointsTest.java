package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@OnCluster
class EndpointsTest {
  private static KubernetesClient client;
  private static AimOperator operator;

  private final Cluster cluster;

  EndpointsTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) {
    cluster.plane().installAll(Path.of("../charts/aim-engine/crds"));
    cluster.nodes().add(2, "MI300X");
    client = cluster.plane().client("aim-operator/test");
    operator =
        AimOperator.start(
            client,
            Catalogs.builtin(),
            io.aimengine.render.Cluster.plain(),
            InstantSource.system());
  }

  @AfterAll
  static void stops() {
    operator.close();
    client.close();
  }

  @Test
  void servesAModelFromItsNameAlone() {
    var status = ready("qwen", "Qwen/Qwen3-32B").getStatus();
    assertThat(status)
        .extracting("selectedRecipe.name", "replicas.ready", "endpoints.internal")
        .containsExactly(
            "qwen3-32b-mi300x-bf16",
            1,
            "http://qwen." + cluster.namespace() + ".svc.cluster.local:8000");
  }

  @Test
  void saysWhyNothingFits() {
    apply("large", "deepseek-ai/DeepSeek-R1-0528, precision: bf16");
    var failed = await("large", "Failed");
    assertThat(failed.getStatus().conditions())
        .anySatisfy(c -> {
          assertThat(c.getType()).isEqualTo("Planned");
          assertThat(c.getReason()).isEqualTo("Infeasible");
        });
  }

  @Test
  void writesNothingMoreOfWhatIsAsWanted() {
    ready("settled", "Qwen/Qwen3-8B");
    var mark = cluster.plane().audit().mark();
    ready("other", "Qwen/Qwen3-8B");
    assertThat(cluster.plane().audit().since(mark, "aim-operator/"))
        .isNotEmpty()
        .noneMatch(write -> write.name().startsWith("settled"));
  }

  @Test
  void tellsEachChangeOnceAsAnEvent() {
    ready("told", "Qwen/Qwen3-8B");
    var events =
        cluster
            .client()
            .v1()
            .events()
            .inNamespace(cluster.namespace())
            .withField("involvedObject.name", "told");
    cluster.awaitAll(
        events,
        "what happened is told",
        list ->
            list.stream()
                .map(Event::getReason)
                .toList()
                .containsAll(List.of("Planned", "Starting", "Serving")));
    assertThat(events.list().getItems())
        .filteredOn(event -> "aim-engine".equals(event.getReportingComponent()))
        .extracting(Event::getReason)
        .doesNotHaveDuplicates();
  }

  private AIMEndpoint ready(String name, String model) {
    apply(name, model);
    return await(name, "Ready");
  }

  private void apply(String name, String model) {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMEndpoint
            metadata: {name: %s}
            spec: {model: %s}
            """
                .formatted(name, model))
        .orThrow();
  }

  private AIMEndpoint await(String name, String phase) {
    return cluster.await(
        Operated.endpoint(cluster, name),
        name + " is " + phase,
        e -> e.getStatus() != null && phase.equals(e.getStatus().phase()));
  }
}
