package io.aimengine.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Limits;
import io.aimengine.gateway.routing.Policy;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Requests for a model that has no replica yet.
final class HoldTest {
  private static final String ASK = "{\"model\":\"m\"}";

  /// Routes that change while the gateway runs.
  static class Changing implements RouteSource {
    private Consumer<Routes> changed = routes -> {};
    private final Routes first;
    final CountDownLatch woken = new CountDownLatch(1);

    Changing(Routes first) {
      this.first = first;
    }

    @Override
    public void watch(Consumer<Routes> listener) {
      changed = listener;
      listener.accept(first);
    }

    @Override
    public void wake(Endpoint endpoint) {
      woken.countDown();
    }

    void now(Routes routes) {
      changed.accept(routes);
    }

    @Override
    public void close() {}
  }

  static Routes routes(Duration hold, boolean startable, Replica... replicas) {
    return Routes.of(
        List.of(
            new Endpoint(
                "m",
                List.of("m"),
                List.of(),
                List.of(new Variant("m", "", "m", 1, List.of(replicas))),
                Optional.empty(),
                List.of(),
                Policy.AUTOMATIC,
                new Limits(10, 10, hold),
                startable)));
  }

  private static CompletableFuture<String> post(Fronted gateway) {
    var answer = new CompletableFuture<String>();
    Thread.startVirtualThread(() -> {
      try {
        var got = gateway.post(Fronted.CHAT, ASK);
        answer.complete(got.statusCode() + " " + got.body());
      } catch (Exception e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  @Test
  void aRequestWaitsForTheStartThatItCauses() throws Exception {
    var source = new Changing(routes(Duration.ofMinutes(10), true));
    try (var engine = FakeEngine.json("{}");
        var gateway = Fronted.of(Fronted.settings(), source)) {
      var answer = post(gateway);
      assertThat(source.woken.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(answer).isNotDone();

      var replica = Replica.ready("one", "127.0.0.1", engine.port());
      source.now(routes(Duration.ofMinutes(10), true, replica));

      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("200 {}");
    }
  }

  @Test
  void aStartThatTakesTooLongIsUnavailable() throws Exception {
    var source = new Changing(routes(Duration.ofMillis(500), true));
    try (var gateway = Fronted.of(Fronted.settings(), source)) {
      assertThat(post(gateway).get(30, TimeUnit.SECONDS)).startsWith("503 ").contains("starting");
    }
  }

  @Test
  void aModelThatNobodyStartsIsRefusedAtOnce() throws Exception {
    var source = new Changing(routes(Duration.ofMinutes(1), false));
    try (var gateway = Fronted.of(Fronted.settings(), source)) {
      assertThat(post(gateway).get(30, TimeUnit.SECONDS)).startsWith("503 ").contains("no_replica");
    }
  }

  @Test
  void aModelThatGoesAwayWhileARequestWaitsEndsItsWait() throws Exception {
    var source = new Changing(routes(Duration.ofMinutes(10), true));
    try (var gateway = Fronted.of(Fronted.settings(), source)) {
      var answer = post(gateway);
      assertThat(source.woken.await(30, TimeUnit.SECONDS)).isTrue();

      source.now(Routes.NONE);

      assertThat(answer.get(30, TimeUnit.SECONDS)).matches("(?s)(404|503) .*");
    }
  }
}
