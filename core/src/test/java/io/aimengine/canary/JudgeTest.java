package io.aimengine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.canary.Verdict.Choice;
import io.aimengine.metrics.Histogram;
import io.aimengine.metrics.Traffic;
import io.aimengine.spec.Deployment.Canary;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
  private static final double[] BOUNDS = {0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4};
  private static final Policy POLICY = Policy.of(Canary.none());

  @Test
  void whatAManifestLeavesOutHasTheDefaultsOfTheReference() {
    assertThat(POLICY).isEqualTo(new Policy(10, Duration.ofMinutes(10), 0.01, 1.5, 20));
  }

  /// Requests and failures of the canary, then those of the last release, while it is tried and
  /// when its time is over.
  @ParameterizedTest
  @CsvSource({
    "200, 0, 2000, 0, WAIT, PROMOTE",
    "200, 2, 2000, 0, WAIT, PROMOTE",
    "200, 3, 2000, 0, WAIT, ROLL_BACK",
    "200, 8, 2000, 0, ROLL_BACK, ROLL_BACK",
    "20, 1, 2000, 0, WAIT, ROLL_BACK",
    "20, 3, 2000, 0, ROLL_BACK, ROLL_BACK",
    "19, 19, 2000, 0, WAIT, PROMOTE",
    "200, 40, 2000, 400, WAIT, PROMOTE",
    "200, 41, 2000, 400, WAIT, ROLL_BACK",
    "0, 0, 2000, 0, WAIT, PROMOTE",
    "200, 0, 0, 0, WAIT, PROMOTE",
  })
  void goesBackWhenMoreFailsThanIsAllowedAndThanTheLastReleaseFails(
      int requests, int failed, int others, int theirs, Choice during, Choice after) {
    var canary = traffic(requests, failed, 0.3);
    var stable = traffic(others, theirs, 0.3);
    assertThat(judge(canary, stable, 1).choice()).isEqualTo(during);
    assertThat(judge(canary, stable, 10).choice()).isEqualTo(after);
  }

  /// Seconds to the first token of both; 1.5 times as long is allowed.
  @ParameterizedTest
  @CsvSource({
    "0.3, 0.3, 200, WAIT, PROMOTE",
    "0.3, 0.05, 200, ROLL_BACK, ROLL_BACK",
    "1.2, 0.3, 200, ROLL_BACK, ROLL_BACK",
    "1.2, 0.3, 50, WAIT, ROLL_BACK",
    "1.2, 0.3, 19, WAIT, PROMOTE",
    "0.04, 0.01, 200, WAIT, PROMOTE",
  })
  void goesBackWhenTheFirstTokenComesTooLate(
      double ours, double theirs, int requests, Choice during, Choice after) {
    var canary = traffic(requests, 0, ours);
    var stable = traffic(2000, 0, theirs);
    assertThat(judge(canary, stable, 1).choice()).isEqualTo(during);
    assertThat(judge(canary, stable, 10).choice()).isEqualTo(after);
  }

  @Test
  void saysWhatItDecidedBy() {
    assertThat(judge(traffic(200, 20, 0.3), traffic(1000, 1, 0.3), 1).why())
        .isEqualTo(
            "it failed 20 of 200 requests (10.0 %), the last release 0.1 %; at most 1.0 % may fail");
    assertThat(judge(traffic(200, 0, 1.2), traffic(1000, 0, 0.3), 10).why())
        .startsWith("TTFT p50 1.20 s, the last release's 0.30 s; at most 1.5 times as long");
    assertThat(judge(traffic(200, 0, 0.3), traffic(1000, 1, 0.3), 10).why())
        .startsWith("as good as the last release: 200 requests, 0.0 % failed, TTFT p50 0.30 s");
    assertThat(judge(traffic(3, 0, 0.3), traffic(1000, 1, 0.3), 10).why())
        .startsWith("too few requests to compare (3 of at least 20), but it stayed healthy: ");
  }

  @Test
  void anEngineThatEndsWhileItIsTriedGoesBackAtOnce() {
    var trial = new Trial(SINCE, SINCE.plusSeconds(5), Traffic.none(), Traffic.none(), 1, 1, 1);
    assertThat(Judge.judge(POLICY, trial))
        .isEqualTo(new Verdict(Choice.ROLL_BACK, "its engine ended once while it was tried"));
  }

  @Test
  void whatIsNotReadyInTheEndIsNotPromoted() {
    var trial =
        new Trial(
            SINCE,
            SINCE.plus(Duration.ofMinutes(11)),
            traffic(200, 0, 0.3),
            traffic(200, 0, 0.3),
            2,
            1,
            0);
    var verdict = Judge.judge(POLICY, trial);
    assertThat(verdict.choice()).isEqualTo(Choice.WAIT);
    assertThat(verdict.why())
        .isEqualTo(
            "its time is over, but only 1 of its 2 replicas are ready: decided when all are");
  }

  /// p = 0.1, n = 100: (0.1 + 3.8416/200 - 1.96 sqrt(0.09/100 + 3.8416/40000)) / (1 + 3.8416/100) =
  /// (0.119208 - 1.96 x 0.031559) / 1.038416 = 0.05523
  @Test
  void theLeastRateIsWilsons() {
    assertThat(Judge.leastRate(traffic(100, 10, 0.3))).isCloseTo(0.05523, within(1e-4));
    assertThat(Judge.leastRate(traffic(10, 0, 0.3))).isZero();
    assertThat(Judge.leastRate(Traffic.none())).isZero();
  }

  @Test
  void moreFailuresNeverMakeACanaryLookBetter() {
    var random = new Random(5);
    for (var i = 0; i < 2_000; i++) {
      var requests = 1 + random.nextInt(500);
      var failed = random.nextInt(requests);
      var stable = traffic(random.nextInt(2_000), 0, 0.3);
      for (var minute : new int[] {1, 10}) {
        var fewer = judge(traffic(requests, failed, 0.3), stable, minute).choice();
        var more = judge(traffic(requests, failed + 1, 0.3), stable, minute).choice();
        if (fewer == Choice.ROLL_BACK) {
          assertThat(more).as("%s of %s", failed, requests).isEqualTo(Choice.ROLL_BACK);
        }
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.data.Offset.offset(value);
  }

  private static Verdict judge(Traffic canary, Traffic stable, int minute) {
    var now = SINCE.plus(Duration.ofMinutes(minute));
    return Judge.judge(POLICY, new Trial(SINCE, now, canary, stable, 1, 1, 0));
  }

  /// All first tokens came between the two bounds around `seconds`.
  private static Traffic traffic(int requests, int failed, double seconds) {
    var buckets = new TreeMap<Double, Double>();
    for (var bound : BOUNDS) {
      buckets.put(bound, bound >= seconds ? (double) requests : 0.0);
    }
    return new Traffic(requests, failed, new Histogram(requests, requests * seconds, buckets));
  }
}
