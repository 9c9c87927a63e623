package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnCluster
class SteadyStateTest {
  private static final int ENDPOINTS = 50;
  private static final Duration REST = Duration.ofMinutes(2);

  private final Cluster cluster;

  SteadyStateTest(Cluster cluster) {
    this.cluster = cluster;
  }

  /// Two minutes by the clock: what comes round every minute would show.
  @Test
  void writesNothingForTwoMinutesWhileFiftyEndpointsServe() throws InterruptedException {
    cluster.nodes().add(7, "MI300X");
    try (var operated = new Operated(cluster)) {
      operated.start();
      cluster
          .apply(
              IntStream.range(0, ENDPOINTS)
                  .mapToObj(i -> Operated.manifest("rest-" + i, "model: Qwen/Qwen3-8B"))
                  .collect(Collectors.joining()))
          .orThrow();
      cluster.awaitAll(
          cluster.client().resources(AIMEndpoint.class).inNamespace(cluster.namespace()),
          ENDPOINTS + " endpoints are Ready",
          all ->
              all.stream()
                      .filter(e -> e.getStatus() != null && Operated.is(e, "Ready", "True"))
                      .count()
                  == ENDPOINTS);
      Cluster.eventually("the last status is written", () -> quiet(Duration.ofSeconds(3)));
      var mark = cluster.plane().audit().mark();
      assertThat(new CountDownLatch(1).await(REST.toSeconds(), TimeUnit.SECONDS)).isFalse();
      assertThat(cluster.plane().audit().since(mark, Operated.AGENT)).isEmpty();
    }
  }

  private boolean quiet(Duration time) {
    var mark = cluster.plane().audit().mark();
    try {
      new CountDownLatch(1).await(time.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return cluster.plane().audit().since(mark, Operated.AGENT).isEmpty();
  }
}
