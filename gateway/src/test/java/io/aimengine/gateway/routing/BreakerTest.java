package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.routing.Breaker.State;
import io.aimengine.gateway.routing.Breaker.Trial;
import org.junit.jupiter.api.Test;

final class BreakerTest {
  private final Breaker breaker = new Breaker();

  @Test
  void opensAfterThreeFailuresInARow() {
    request(Outcome.UNREACHABLE, 0);
    request(Outcome.TIMED_OUT, 0);
    assertThat(breaker.admits(0)).isTrue();
    request(Outcome.BROKEN, 0);

    assertThat(breaker.admits(0)).isFalse();
    assertThat(breaker.state(0)).isEqualTo(State.OPEN);
  }

  @Test
  void anAnswerInBetweenKeepsItClosedAndAClientThatLeavesSaysNothing() {
    request(Outcome.UNREACHABLE, 0);
    request(Outcome.UNREACHABLE, 0);
    request(Outcome.ANSWERED, 0);
    request(Outcome.UNREACHABLE, 0);
    request(Outcome.CANCELLED, 0);
    request(Outcome.UNREACHABLE, 0);

    assertThat(breaker.state(0)).isEqualTo(State.CLOSED);
  }

  @Test
  void anEnginesOwnErrorsDoNotOpenItSinceRequestsCanCauseThem() {
    for (var i = 0; i < 10; i++) {
      request(Outcome.FAILED, 0);
    }
    assertThat(breaker.state(0)).isEqualTo(State.CLOSED);
  }

  @Test
  void afterASecondOneRequestAtATimeTriesIt() {
    breaker.open(0);
    assertThat(breaker.admits(SECOND - 1)).isFalse();
    assertThat(breaker.admits(SECOND)).isTrue();
    var probe = breaker.sent(SECOND);

    assertThat(probe).isEqualTo(Trial.PROBE);
    assertThat(breaker.admits(SECOND)).isFalse();
    breaker.ended(probe, Outcome.ANSWERED, SECOND);
    assertThat(breaker.state(SECOND)).isEqualTo(State.HALF_OPEN);
    request(Outcome.ANSWERED, SECOND);
    assertThat(breaker.state(SECOND)).isEqualTo(State.CLOSED);
  }

  @Test
  void aProbeWhoseClientLeavesMakesRoomForAnother() {
    breaker.open(0);
    request(Outcome.CANCELLED, SECOND);

    assertThat(breaker.admits(SECOND)).isTrue();
    assertThat(breaker.state(SECOND)).isEqualTo(State.HALF_OPEN);
  }

  @Test
  void whatWasSentBeforeItOpenedIsNoProbe() {
    var early = breaker.sent(0);
    breaker.open(0);
    var probe = breaker.sent(SECOND);
    breaker.ended(early, Outcome.CANCELLED, SECOND);

    assertThat(early).isEqualTo(Trial.ORDINARY);
    assertThat(breaker.admits(SECOND)).isFalse();
    breaker.ended(probe, Outcome.CANCELLED, SECOND);
    assertThat(breaker.admits(SECOND)).isTrue();
  }

  @Test
  void eachTimeItStaysOpenTwiceAsLongUpToAMinute() {
    var now = 0L;
    breaker.open(now);
    for (var expected : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      assertThat(breaker.admits(now + expected * SECOND - 1)).as("%s s", expected).isFalse();
      now += expected * SECOND;
      request(Outcome.UNAVAILABLE, now);
      assertThat(breaker.state(now)).isEqualTo(State.OPEN);
    }
  }

  @Test
  void onceClosedItStartsOverWithASecond() {
    breaker.open(0);
    request(Outcome.UNREACHABLE, SECOND);
    request(Outcome.ANSWERED, 10 * SECOND);
    request(Outcome.ANSWERED, 10 * SECOND);
    breaker.open(20 * SECOND);

    assertThat(breaker.admits(21 * SECOND)).isTrue();
  }

  private void request(Outcome outcome, long now) {
    breaker.ended(breaker.sent(now), outcome, now);
  }
}
