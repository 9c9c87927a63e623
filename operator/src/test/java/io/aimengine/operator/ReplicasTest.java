package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two replicas of one operator, as `aim-engine operator` starts them.
@OnCluster
class ReplicasTest {
  private final Cluster cluster;
  private final List<AutoCloseable> open = new ArrayList<>();

  ReplicasTest(Cluster cluster) {
    this.cluster = cluster;
  }

  private record Replica(AimOperator operator, Telemetry telemetry, KubernetesClient client) {}

  @BeforeAll
  static void installs(Cluster cluster) {
    cluster.plane().installAll(Path.of("../charts/aim-engine/crds"));
    cluster.nodes().add(2, "MI300X");
  }

  @AfterEach
  void stops() throws Exception {
    for (var each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void oneWorksAndTheOtherTakesOverWhenItStops() {
    var first = start("first");
    Cluster.eventually("the first leads", first.operator()::leads);
    var second = start("second");
    applyAndAwait("one");
    assertThat(second.operator().leads()).isFalse();
    assertThat(second.telemetry().unready()).as("it stands by").isEmpty();

    first.operator().close();
    var mark = cluster.plane().audit().mark();
    var start = System.nanoTime();
    Cluster.eventually("the second leads", second.operator()::leads);
    assertThat(System.nanoTime() - start)
        .as("the Lease was given away")
        .isLessThan(10_000_000_000L);
    applyAndAwait("two");
    assertThat(cluster.plane().audit().since(mark, "aim-operator/"))
        .allMatch(write -> write.userAgent().equals("aim-operator/second"));
    assertThat(first.telemetry().sick()).as("it was stopped, not deposed").isEmpty();
  }

  @Test
  void theOtherTakesOverWhenTheOneThatWorksIsKilled() {
    var doomed =
        OperatorProcess.start(
            cluster.plane().kubeconfig(), "aim-operator/doomed", Duration.ZERO, leases());
    open.add(doomed);
    applyAndAwait("before"); // by the only one that is there
    var standby = start("standby");
    assertThat(standby.operator().leads()).isFalse();

    doomed.kill();
    cluster.kubectl("scale", "aimep/before", "--replicas=2").orThrow();
    Cluster.eventually("the other leads", standby.operator()::leads);
    cluster.await(
        Operated.endpoint(cluster, "before"),
        "what was wished for meanwhile is done",
        e -> Operated.is(e, "Ready", "True") && Operated.desires(e, 2));
  }

  @Test
  void tellsProbesAndScrapers() throws Exception {
    var telemetry = new Telemetry();
    var probes =
        OperatorServer.probes(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), telemetry);
    open.add(probes);
    var metrics =
        OperatorServer.metrics(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), telemetry);
    open.add(metrics);
    assertThat(get(probes, "/readyz")).isEqualTo("503 it starts\n");
    assertThat(get(probes, "/healthz")).isEqualTo("200 ok\n");

    start("told", telemetry);
    applyAndAwait("three");
    assertThat(get(probes, "/readyz")).isEqualTo("200 ok\n");
    assertThat(get(probes, "/readyz/other")).startsWith("404");
    assertThat(get(metrics, "/metrics"))
        .startsWith("200 ")
        .contains("aim_operator_leader 1\n")
        .contains("# TYPE aim_operator_reconcile_duration_seconds histogram\n")
        .containsPattern(
            "aim_operator_reconcile_total\\{controller=\"aimendpoint\",result=\"success\"} [1-9]")
        .containsPattern("aim_recipe_selection_total\\{model_id=\"Qwen/Qwen3-8B\",recipe=\".+\"} 1")
        .containsPattern("aim_operator_queue_depth [0-9]+\n")
        .containsPattern("process_cpu_seconds_total [0-9.]+\n");
  }

  private static String get(OperatorServer server, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    }
  }

  private Replica start(String name) {
    return start(name, new Telemetry());
  }

  private Replica start(String name, Telemetry telemetry) {
    var client = cluster.plane().client("aim-operator/" + name);
    open.add(client);
    var operator =
        AimOperator.start(
            client,
            Catalogs.builtin(),
            io.aimengine.render.Cluster.plain(),
            InstantSource.system(),
            OperatorSettings.alone().electing(leases(), name),
            telemetry);
    open.add(operator);
    return new Replica(operator, telemetry, client);
  }

  private void applyAndAwait(String name) {
    cluster
        .apply(
            """
            apiVersion: aim.engine.amd.com/v1alpha1
            kind: AIMEndpoint
            metadata: {name: %s}
            spec: {model: Qwen/Qwen3-8B}
            """
                .formatted(name))
        .orThrow();
    cluster.await(
        Operated.endpoint(cluster, name),
        name + " is Ready",
        e -> e.getStatus() != null && "Ready".equals(e.getStatus().phase()));
  }

  private String leases() {
    return cluster.namespace();
  }
}
