package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Startup;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The API server asks the kubelet of a node for logs, as it does anywhere; kwok only plays the
/// pods.
@OnCluster
class StartLogsTest {
  private static final String SPEC = "model: Qwen/Qwen3-8B, gpuCount: 1";

  /// kwok's pods are ready at once, so nothing may have taken longer.
  private static final String LOG =
      """
      (Worker pid=80) INFO 11-30 04:00:00 [weight_utils.py:538] Time spent downloading weights for Qwen/Qwen3-8B: 0.600000 seconds
      (Worker pid=80) INFO 11-30 04:00:01 [gpu_model_runner.py:5089] Model loading took 15.27 GiB memory and 1.400000 seconds
      (Worker pid=80) INFO 11-30 04:00:01 [monitor.py:64] torch.compile took 0.25 s in total
      (Worker pid=80) INFO 11-30 04:00:01 [gpu_model_runner.py:6517] Graph capturing finished in 0 secs, took 0.10 GiB
      """;

  private final Cluster cluster;
  private FakeKubelet kubelet;
  private Operated operated;

  StartLogsTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void starts(@TempDir Path folder) throws Exception {
    kubelet = new FakeKubelet(folder, Optional.of(LOG));
    operated = new Operated(cluster);
  }

  @AfterEach
  void stops() {
    cluster.client().resources(AIMEndpoint.class).inNamespace(cluster.namespace()).delete();
    cluster.awaitAll(
        cluster.client().pods().inNamespace(cluster.namespace()), "no pod", List::isEmpty);
    cluster.kubectl("delete", "nodes", "--all").orThrow();
    operated.close();
    kubelet.close();
  }

  @Test
  void theStatusTellsWhatTheEngineWroteAndTheLogIsReadOnce() {
    kubelet.node(cluster, "logs", "MI300X");
    operated.start();
    operated.apply("told", SPEC);
    var told =
        operated.await("told", "its loading is told", e -> startup(e).loadedSeconds() != null);
    assertThat(startup(told).downloadedSeconds()).isEqualTo(1);
    assertThat(startup(told).loadedSeconds()).isEqualTo(1);
    assertThat(startup(told).compiledSeconds()).isZero();
    assertThat(startup(told).forecast()).as("the start is over").isNull();
    assertThat(kubelet.asked())
        .containsExactly(
            "/containerLogs/%s/%s/aim-server?limitBytes=1048576"
                .formatted(cluster.namespace(), startup(told).pod()));
    operated.start();
    cluster.kubectl("annotate", "aimep/told", "seen=again").orThrow();
    operated.ready("another", SPEC);
    Cluster.eventually("the other's log is read", () -> kubelet.asked().size() > 1);
    assertThat(kubelet.asked())
        .as("also by another operator")
        .filteredOn(path -> path.contains("/told-"))
        .hasSize(1);
  }

  @Test
  void whatCannotBeReadIsNotToldAndNotAskedForAgain() {
    kubelet.write(Optional.empty());
    kubelet.node(cluster, "silent", "MI300X");
    operated.start();
    var mark = cluster.plane().audit().mark();
    operated.ready("silent", SPEC);
    Cluster.eventually("its log is asked for", () -> !kubelet.asked().isEmpty());
    Cluster.eventually("the last status is written", () -> Rest.quiet(cluster));
    var startup = startup(operated.endpoint("silent").get());
    assertThat(startup.readySeconds()).isNotNull();
    assertThat(startup.loadedSeconds()).isNull();
    assertThat(startup.compiledSeconds()).isNull();
    assertThat(kubelet.asked()).hasSize(1);
    assertThat(cluster.plane().audit().readsSince(mark, Operated.AGENT)).hasSize(1);
  }

  @Test
  @Timeout(120)
  void aLogThatDoesNotEndOrIsTooLongIsGivenUp() {
    kubelet.stall();
    kubelet.node(cluster, "stalls", "MI300X");
    operated.start();
    operated.ready("stalls", SPEC);
    Cluster.eventually("the operator asks for it", () -> !kubelet.asked().isEmpty());
    var pod = operated.pods("stalls").list().getItems().getFirst();
    assertThat(new PodLogs(cluster.client(), Duration.ofSeconds(1)).of(pod)).isEmpty();
    assertThat(kubelet.asked()).as("by the operator and here").hasSize(2);
    kubelet.write(Optional.of(LOG.repeat(4000)));
    assertThat(new PodLogs(cluster.client(), Duration.ofMinutes(5)).of(pod))
        .as("though it does not end")
        .isEmpty();
  }

  /// No kubelet listens: that a log cannot be read changes no forecast.
  @Test
  void theNextStartIsForecastAsTheLastAndSaysSo() {
    var node = cluster.nodes().add(cluster.nodes().node("plain", "MI300X", 8)).getMetadata();
    operated.start();
    var first = startup(operated.ready("again", SPEC));
    cluster.kubectl("cordon", node.getName()).orThrow();
    operated.pods("again").delete();
    var waits = operated.await("again", "a start is forecast", e -> startup(e).forecast() != null);
    var forecast = Objects.requireNonNull(startup(waits).forecast());
    var all = Objects.requireNonNull(first.totalSeconds()) - scheduled(first);
    assertThat(forecast.why()).isEqualTo("as the last start: " + all + " s");
    assertThat(forecast.readyAt()).as("it has no node").isNull();
    Cluster.eventually("the last status is written", () -> Rest.quiet(cluster));
    assertThat(Rest.writes(cluster, Duration.ofSeconds(5))).as("it waits").isEmpty();
    cluster.kubectl("uncordon", node.getName()).orThrow();
    operated.await(
        "again", "another replica serves", e -> ended(e, Objects.requireNonNull(first.pod())));
  }

  private static boolean ended(AIMEndpoint endpoint, String before) {
    var startup = startup(endpoint);
    return startup.readySeconds() != null && !before.equals(startup.pod());
  }

  private static int scheduled(Startup startup) {
    return startup.scheduledSeconds() == null ? 0 : startup.scheduledSeconds();
  }

  private static Startup startup(AIMEndpoint endpoint) {
    var startup = endpoint.getStatus() == null ? null : endpoint.getStatus().startup();
    return startup == null
        ? new Startup("", null, null, null, null, null, null, null, null, null, null)
        : startup;
  }
}
