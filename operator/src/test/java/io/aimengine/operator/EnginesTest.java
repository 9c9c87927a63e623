package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Scaling;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The running operator and its engines' pages, which a server on loopback gives for the pods that
/// kwok plays.
@OnCluster
class EnginesTest {
  private static final String SCALED =
      "model: Qwen/Qwen3-8B, gpuCount: 1, autoScaling: {enabled: true, minReplicas: 1, maxReplicas:"
          + " 2, scaleUpDelay: 2s, scaleDownDelay: 3s}";

  private final Cluster cluster;
  private final Telemetry telemetry = new Telemetry();
  private final AtomicInteger answered = new AtomicInteger();
  private final EnginePages http = EnginePages.overHttp();
  private volatile int waiting;
  private volatile boolean broken;
  private HttpServer engine;
  private Operated operated;

  EnginesTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void starts() throws IOException {
    engine = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    engine.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    engine.createContext("/metrics", this::answer);
    engine.start();
    operated = new Operated(cluster);
    if (cluster.client().nodes().withName(cluster.namespace() + "-node").get() == null) {
      cluster.nodes().add(cluster.nodes().node("node", "MI300X", 8));
    }
    operated.start(this::page, telemetry);
  }

  @AfterEach
  void stops() {
    operated.close();
    engine.stop(0);
  }

  @Test
  void theOperatorScalesByWhatItsEnginesTellAndSaysWhy() {
    operated.ready("busy", SCALED);
    waiting = 4;
    var up = operated.await("busy", "two replicas are wanted", e -> scaling(e, 2));
    assertThat(why(up)).isEqualTo("waiting 4.00 a replica, wanted 1.00");
    assertThat(refused(up)).isEqualTo("4 wanted, maxReplicas is 2");
    assertThat(up.getSpec().replicas()).isEqualTo(2);
    cluster.awaitAll(operated.pods("busy"), "a second pod", all -> all.size() == 2);
    waiting = 0;
    var down = operated.await("busy", "one replica is wanted", e -> scaling(e, 1));
    assertThat(why(down)).isEqualTo("KV cache use 0.22 a replica, wanted 0.80");
    assertThat(refused(down)).isEmpty();
    cluster.awaitAll(operated.pods("busy"), "one pod", all -> all.size() == 1);
  }

  @Test
  void oneWhoseEngineTellsNonsenseStaysAsItIsAndTheOthersAreScaled() {
    operated.ready("silent", SCALED);
    operated.ready("asks", SCALED);
    broken = true;
    waiting = 4;
    operated.await("asks", "two replicas are wanted", e -> scaling(e, 2));
    assertThat(operated.endpoint("silent").get()).matches(e -> Operated.desires(e, 1));
  }

  @Test
  void whatAnAutoscalerOfTheClusterTurnsIsLeftToIt() {
    operated.apply("given", SCALED);
    cluster.kubectl("annotate", "aimep/given", "aim.engine.amd.com/scaler=hpa").orThrow();
    cluster.await(
        cluster
            .client()
            .autoscaling()
            .v2()
            .horizontalPodAutoscalers()
            .inNamespace(cluster.namespace())
            .withName("given"),
        "its autoscaler is made",
        _ -> true);
    operated.awaitReady("given");
    operated.ready("ours", SCALED);
    waiting = 4;
    operated.await("ours", "two replicas are wanted", e -> scaling(e, 2));
    var given = operated.endpoint("given").get();
    assertThat(given).matches(e -> Operated.desires(e, 1));
    assertThat(given.getStatus().scaling()).isNull();
  }

  @Test
  void anEndpointThatDoesNotAskForItIsLookedAtAndNotScaled() {
    waiting = 4;
    operated.ready("fixed", "model: Qwen/Qwen3-8B, gpuCount: 1");
    var told =
        operated.await("fixed", "its figures are told", e -> e.getStatus().metrics() != null);
    assertThat(Objects.requireNonNull(told.getStatus().metrics()).kvCacheUtilization())
        .isEqualTo(0.2);
    assertThat(told.getStatus().metrics().gpuUtilization()).as("no page gives it").isNull();
    assertThat(told.getStatus().scaling()).isNull();
    Cluster.eventually(
        "the time to the first token is on /metrics",
        () -> telemetry.print().contains("aim_endpoint_ttft_p95_seconds" + of("fixed")));
    assertThat(telemetry.print())
        .contains("aim_endpoint_requests_running" + of("fixed") + " 8")
        .contains("aim_endpoint_requests_waiting" + of("fixed") + " 4")
        .contains("aim_endpoint_kv_cache_utilization" + of("fixed") + " 0.22");
    Cluster.eventually("the last status is written", () -> Rest.quiet(cluster));
    waiting = 5;
    assertThat(Rest.writes(cluster, Duration.ofSeconds(5))).as("figures move").isEmpty();
    assertThat(telemetry.print()).contains("aim_endpoint_requests_waiting" + of("fixed") + " 5");
    operated.endpoint("fixed").delete();
    Cluster.eventually(
        "its figures go with it", () -> !telemetry.print().contains("endpoint=\"fixed\""));
  }

  private String of(String endpoint) {
    return "{namespace=\"%s\",endpoint=\"%s\"}".formatted(cluster.namespace(), endpoint);
  }

  private static boolean scaling(AIMEndpoint endpoint, int wanted) {
    var scaling = endpoint.getStatus().scaling();
    return scaling != null && Objects.equals(scaling.wanted(), wanted);
  }

  private static String why(AIMEndpoint endpoint) {
    return Optional.ofNullable(endpoint.getStatus().scaling()).map(Scaling::why).orElse("");
  }

  private static String refused(AIMEndpoint endpoint) {
    return Optional.ofNullable(endpoint.getStatus().scaling()).map(Scaling::refused).orElse("");
  }

  /// Asked where the pod's engine would be.
  private Optional<String> page(Pod pod, String path) {
    if (broken && pod.getMetadata().getName().startsWith("silent")) {
      throw new IllegalStateException("a page that nobody thought of");
    }
    return http.page(FakeEngines.at(engine.getAddress().getPort(), pod), path);
  }

  /// Of an engine that answers one more request each time, after 0.2 s.
  private void answer(HttpExchange exchange) throws IOException {
    var all = answered.incrementAndGet();
    var page =
        """
        vllm:num_requests_running{engine="0",model_name="m"} 8.0
        vllm:num_requests_waiting{engine="0",model_name="m"} %1$d.0
        vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.22
        vllm:request_success_total{engine="0",finished_reason="stop"} %2$d.0
        vllm:time_to_first_token_seconds_bucket{engine="0",le="0.1"} 0.0
        vllm:time_to_first_token_seconds_bucket{engine="0",le="0.25"} %2$d.0
        vllm:time_to_first_token_seconds_bucket{engine="0",le="+Inf"} %2$d.0
        vllm:time_to_first_token_seconds_count{engine="0"} %2$d.0
        vllm:time_to_first_token_seconds_sum{engine="0"} %3$.1f
        """
            .formatted(waiting, all, all * 0.2)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }
}
