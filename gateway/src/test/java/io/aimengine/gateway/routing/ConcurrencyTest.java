package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.replicas;
import static io.aimengine.gateway.routing.Fixtures.startable;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Many threads at one endpoint that takes seven requests at once, while its replicas come and go.
final class ConcurrencyTest {
  private static final int THREADS = 8;
  private static final int EACH = 2_000;
  private static final Limits SEVEN = new Limits(7, 10_000, Duration.ofHours(1));

  private final Router router = new Router(any -> {});
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final AtomicInteger served = new AtomicInteger();

  @Test
  void everyRequestIsServedOnceAndNeverMoreThanTheLimitAtOnce() throws Exception {
    router.update(Routes.of(List.of(startable("m", replicas(3), SEVEN))), 0);
    var threads = new ArrayList<Future<?>>();
    try (var pool = Executors.newFixedThreadPool(THREADS + 1)) {
      for (var thread = 0; thread < THREADS; thread++) {
        var first = thread * EACH;
        threads.add(pool.submit(() -> ask(first)));
      }
      threads.add(pool.submit(this::changeRoutes));
      for (var thread : threads) {
        thread.get();
      }
    }

    assertThat(served).hasValue(THREADS * EACH);
    assertThat(most.get()).isBetween(1, 7);
    var figures = router.figures(0).getFirst();
    assertThat(figures.outstanding()).isZero();
    assertThat(figures.held()).isZero();
    assertThat(figures.replicas()).allMatch(replica -> replica.outstanding() == 0);
  }

  private void ask(int first) {
    for (var i = first; i < first + EACH; i++) {
      var late = new CompletableFuture<Admission>();
      var admission = router.ask(Ask.of("m", Prefix.NONE, i), i, late::complete);
      var dispatch =
          switch (admission) {
            case Admission.Sent(var now) -> now;
            case Admission.Held _ -> ((Admission.Sent) late.join()).dispatch();
            case Admission.Refused refused -> throw new AssertionError(refused.toString());
          };
      most.accumulateAndGet(open.incrementAndGet(), Math::max);
      open.decrementAndGet();
      served.incrementAndGet();
      dispatch.end(Outcome.ANSWERED, i);
    }
  }

  private void changeRoutes() {
    for (var i = 0; i < 2_000; i++) {
      var count = i % 4;
      router.update(Routes.of(List.of(startable("m", replicas(count), SEVEN))), i);
    }
    router.update(Routes.of(List.of(startable("m", replicas(3), SEVEN))), 0);
  }
}
