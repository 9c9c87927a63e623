package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.operator.EngineWatch.Subject;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EngineWatchTest {
  private static final int ROUNDS = 5;

  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch looked = new CountDownLatch(1);
  private final CountDownLatch rounds = new CountDownLatch(ROUNDS);
  private volatile boolean leads;

  /// It keeps what it will look at once it leads.
  @Test
  void aReplicaThatDoesNotLeadAsksNoEngine() throws InterruptedException {
    try (var watch =
        new EngineWatch(
            this::page, (_, _) -> {}, new Telemetry().figures(), InstantSource.system())) {
      watch.watch(endpoint(), subject());
      watch.start(Duration.ofMillis(1), this::leads, _ -> true);
      assertThat(rounds.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(asked).hasValue(0);
      leads = true;
      assertThat(looked.await(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private boolean leads() {
    rounds.countDown();
    return leads;
  }

  private Optional<String> page(Pod pod, String path) {
    asked.incrementAndGet();
    looked.countDown();
    return Optional.empty();
  }

  private static AIMEndpoint endpoint() {
    var endpoint = new AIMEndpoint();
    endpoint.setMetadata(
        new ObjectMetaBuilder().withName("served").withNamespace("here").withUid("1").build());
    return endpoint;
  }

  private static Subject subject() {
    var pod =
        new PodBuilder().withNewMetadata().withName("served-0").withUid("2").endMetadata().build();
    return new Subject("1", Map.of(), "/metrics", List.of(pod), Optional.empty());
  }
}
