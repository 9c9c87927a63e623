package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.SECOND;
import static io.aimengine.gateway.routing.Fixtures.endpoint;
import static io.aimengine.gateway.routing.Fixtures.replica;
import static io.aimengine.gateway.routing.Fixtures.replicas;
import static io.aimengine.gateway.routing.Fixtures.send;
import static io.aimengine.gateway.routing.Fixtures.startable;
import static io.aimengine.gateway.routing.Fixtures.variant;
import static io.aimengine.gateway.routing.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.routing.Admission.Held;
import io.aimengine.gateway.routing.Admission.Reason;
import io.aimengine.gateway.routing.Admission.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HoldingTest {
  private static final Limits TWO = new Limits(2, 2, Duration.ofMinutes(5));

  private final List<String> woken = new ArrayList<>();
  private final Router router = new Router(endpoint -> woken.add(endpoint.id()));

  @Test
  void withoutReplicaARequestIsHeldTheEndpointWokenAndTheRequestServedWhenOneIsThere() {
    routes(startable("m", List.of(), TWO), 0);
    var waiter = new FakeWaiter();
    var held = router.ask(ask(1), 5, waiter);

    assertThat(held).isInstanceOf(Held.class);
    assertThat(((Held) held).hold().deadline()).isEqualTo(5 + 300 * SECOND);
    assertThat(woken).containsExactly("m");
    assertThat(waiter.told()).isEmpty();

    routes(startable("m", replicas(1), TWO), 60 * SECOND);
    assertThat(waiter.dispatch().replica()).isEqualTo(replica(0));
    assertThat(router.figures(0).getFirst().held()).isZero();
  }

  @Test
  void whatNobodyStartsIsNotWaitedFor() {
    routes(endpoint("m", List.of()), 0);

    assertThat(refused(ask(1), 0).reason()).isEqualTo(Reason.NO_REPLICA);
    assertThat(woken).isEmpty();
  }

  @Test
  void aFullQueueRefusesWithTheForecastAsRetryAfter() {
    routes(startable("m", List.of(), TWO), 0);
    router.ask(ask(1), 0, new FakeWaiter());
    router.ask(ask(2), 0, new FakeWaiter());

    var refused = refused(ask(3), 30 * SECOND);
    assertThat(refused.reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(refused.reason().status()).isEqualTo(503);
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aStartThatTakesLongerThanARequestMayWaitIsRefusedAtOnce() {
    routes(startable("m", List.of(), TWO), 0);
    router.startTakes("m", Duration.ofMinutes(9));

    var refused = refused(ask(1), 0);
    assertThat(refused.reason()).isEqualTo(Reason.TOO_LONG);
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(9));
  }

  @Test
  void aRefusedRequestWakesTheEndpointToo() {
    routes(startable("m", List.of(), TWO), 0);
    router.startTakes("m", Duration.ofMinutes(9));
    refused(ask(1), 0);

    assertThat(woken).containsExactly("m");
  }

  @Test
  void theForecastLearnsFromStarts() {
    for (var start = 0; start < 20; start++) {
      var begin = start * 1000L * SECOND;
      routes(startable("m", List.of(), new Limits(1, 1, Duration.ofMinutes(5))), begin);
      router.ask(ask(1), begin, new FakeWaiter());
      routes(startable("m", replicas(1), TWO), begin + 20 * SECOND);
    }
    routes(startable("m", List.of(), new Limits(1, 0, Duration.ofMinutes(5))), 50_000 * SECOND);

    assertThat(refused(ask(1), 50_000 * SECOND).retryAfter().toSeconds()).isBetween(19L, 21L);
  }

  @Test
  void beyondTheConcurrencyLimitRequestsWaitInOrderForAPlace() {
    routes(startable("m", replicas(2), TWO), 0);
    var first = send(router, ask(1));
    send(router, ask(2));
    var third = new FakeWaiter();
    var fourth = new FakeWaiter();
    router.ask(ask(3), 0, third);
    router.ask(ask(4), 0, fourth);
    assertThat(refused(ask(5), 0).reason()).isEqualTo(Reason.QUEUE_FULL);
    assertThat(woken).isEmpty();

    first.end(Outcome.ANSWERED, SECOND);
    assertThat(third.told()).hasSize(1);
    assertThat(fourth.told()).isEmpty();
    third.dispatch().end(Outcome.ANSWERED, SECOND);
    assertThat(fourth.told()).hasSize(1);
    assertThat(router.figures(0).getFirst().outstanding()).isEqualTo(2);
  }

  @Test
  void whoGivesUpIsNeverToldAndHoldsNoPlace() {
    routes(startable("m", List.of(), TWO), 0);
    var waiter = new FakeWaiter();
    var hold = ((Held) router.ask(ask(1), 0, waiter)).hold();

    assertThat(hold.giveUp(SECOND)).isTrue();
    assertThat(hold.giveUp(SECOND)).isFalse();
    routes(startable("m", replicas(1), TWO), 2 * SECOND);
    assertThat(waiter.told()).isEmpty();
    assertThat(router.figures(0).getFirst().outstanding()).isZero();
  }

  @Test
  void whoWasServedCannotGiveUp() {
    routes(startable("m", List.of(), TWO), 0);
    var hold = ((Held) router.ask(ask(1), 0, new FakeWaiter())).hold();
    routes(startable("m", replicas(1), TWO), SECOND);

    assertThat(hold.giveUp(SECOND)).isFalse();
  }

  @Test
  void whoWaitsForAnEndpointThatIsRemovedIsToldSo() {
    routes(startable("m", List.of(), TWO), 0);
    var waiter = new FakeWaiter();
    router.ask(ask(1), 0, waiter);
    router.update(Routes.NONE, 1);

    assertThat(waiter.told())
        .singleElement()
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.reason()).isEqualTo(Reason.MODEL_NOT_FOUND));
  }

  @Test
  void oneThatWaitsForACertainEngineDoesNotKeepTheOthersWaiting() {
    var two = List.of(variant("vllm", 1, List.of()), variant("sglang", 1, List.of()));
    var started = List.of(variant("vllm", 1, replicas(1)), variant("sglang", 1, List.of()));
    routes(with(Endpoint.of("m", two.toArray(Variant[]::new)), TWO, List.of(), true), 0);
    var sglang = new FakeWaiter();
    var any = new FakeWaiter();
    router.ask(ask(1).engine("sglang"), 0, sglang);
    router.ask(ask(2), 0, any);
    routes(with(Endpoint.of("m", started.toArray(Variant[]::new)), TWO, List.of(), true), 1);

    assertThat(any.told()).hasSize(1);
    assertThat(sglang.told()).isEmpty();
  }

  @Test
  void holdingComesBeforeAFallbackAndAFallbackBeforeRefusing() {
    var asleep =
        with(endpoint("m", List.of()), new Limits(1, 1, Duration.ofHours(1)), List.of("b"), true);
    router.update(Routes.of(List.of(asleep, endpoint("b", replicas(1)))), 0);

    assertThat(router.ask(ask(1), 0, new FakeWaiter())).isInstanceOf(Held.class);
    assertThat(send(router, ask(2)).endpoint().id()).isEqualTo("b");
  }

  private void routes(Endpoint endpoint, long now) {
    router.update(Routes.of(List.of(endpoint)), now);
  }

  private Refused refused(Ask ask, long now) {
    return (Refused) router.ask(ask, now, FakeWaiter.never());
  }

  private static Ask ask(long seed) {
    return Ask.of("m", Prefix.NONE, seed);
  }
}
