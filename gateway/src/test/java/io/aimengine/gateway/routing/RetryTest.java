package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.endpoint;
import static io.aimengine.gateway.routing.Fixtures.replicas;
import static io.aimengine.gateway.routing.Fixtures.router;
import static io.aimengine.gateway.routing.Fixtures.send;
import static io.aimengine.gateway.routing.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class RetryTest {
  @ParameterizedTest
  @EnumSource(names = {"UNREACHABLE", "UNAVAILABLE", "TIMED_OUT"})
  void whatGotNoAnswerIsTriedOnceOnEachOtherReplica(Outcome outcome) {
    var router = router(endpoint("m", replicas(3)));
    var tried = new HashSet<Replica>();
    var dispatch = send(router, ask(1));
    tried.add(dispatch.replica());
    dispatch = dispatch.retry(outcome, 0).orElseThrow();
    tried.add(dispatch.replica());
    dispatch = dispatch.retry(outcome, 0).orElseThrow();
    tried.add(dispatch.replica());

    assertThat(tried).hasSize(3);
    assertThat(dispatch.retry(outcome, 0)).isEmpty();
    assertThat(router.figures(0).getFirst().outstanding()).isZero();
    assertThat(router.figures(0).getFirst().retried()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"UNREACHABLE", "UNAVAILABLE", "TIMED_OUT"},
      mode = Mode.EXCLUDE)
  void whatAnotherReplicaWouldNotDoBetterIsNotTriedAgain(Outcome outcome) {
    var router = router(endpoint("m", replicas(3)));

    assertThat(send(router, ask(1)).retry(outcome, 0)).isEmpty();
    assertThat(router.figures(0).getFirst().outstanding()).isZero();
  }

  @Test
  void retriesAreAFifthOfTheRequestsAndTenAtMostAtOnce() {
    var router = router(endpoint("m", replicas(2)));
    var retries = 0;
    for (var i = 0; i < 1000; i++) {
      var next = send(router, ask(i)).retry(Outcome.UNREACHABLE, 0);
      retries += next.isPresent() ? 1 : 0;
      next.ifPresent(dispatch -> dispatch.end(Outcome.UNREACHABLE, 0));
    }
    // each retry is a request that earns too: a quarter in the long run, and the saved ten
    assertThat(retries).isBetween(200, 265);
  }

  @Test
  void aDispatchThatEndedIsNotRetried() {
    var router = router(endpoint("m", replicas(2)));
    var dispatch = send(router, ask(1));
    dispatch.end(Outcome.ANSWERED, 0);

    assertThat(dispatch.retry(Outcome.UNREACHABLE, 0)).isEmpty();
    assertThat(router.figures(0).getFirst().outstanding()).isZero();
  }

  @Test
  void whenNoReplicaIsLeftTheFallbackModelsAreTriedEachOnce() {
    var first = with(endpoint("m", replicas(1)), Limits.DEFAULT, List.of("b", "c"), false);
    var second = with(endpoint("b", replicas(1)), Limits.DEFAULT, List.of("m"), false);
    var router = router(first, second, endpoint("c", replicas(1)));

    var dispatch = send(router, ask(1)).retry(Outcome.UNREACHABLE, 0).orElseThrow();
    assertThat(dispatch.endpoint().id()).isEqualTo("b");
    dispatch = dispatch.retry(Outcome.UNREACHABLE, 0).orElseThrow();
    assertThat(dispatch.endpoint().id()).isEqualTo("c");
    assertThat(dispatch.retry(Outcome.UNREACHABLE, 0)).isEmpty();
  }

  private static Ask ask(long seed) {
    return Ask.of("m", Prefix.NONE, seed);
  }
}
