package io.aimengine.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.spec.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScalerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Sample BUSY = Sample.of(8, 4, 0.5);
  private static final Sample QUIET = Sample.of(1, 0, 0.05);
  private static final Sample IDLE = Sample.of(0, 0, 0);
  private static final int PLENTY = 100;

  private static Policy policy(int min, int max) {
    return policy(min, max, Optional.of(Duration.ofMinutes(5)));
  }

  private static Policy policy(int min, int max, Optional<Duration> down) {
    return Policy.of(
        new Scaling(
            true,
            min,
            max,
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.of(50),
            Optional.of(Duration.ofSeconds(30)),
            down));
  }

  /// Looks every ten seconds for so long; the last decision.
  private static Decision after(
      Policy policy, int current, int room, List<Sample> samples, Duration time) {
    var history = History.begin(START);
    var decision = new Decision(current, "", Optional.empty(), history);
    for (var at = START; !at.isAfter(START.plus(time)); at = at.plusSeconds(10)) {
      decision = Scaler.decide(policy, current, room, samples, decision.history(), at);
    }
    return decision;
  }

  @Test
  void growsOnceRequestsHaveWaitedForTheWholeDelay() {
    var one = policy(1, 8);
    assertThat(after(one, 1, PLENTY, List.of(BUSY), Duration.ofSeconds(20)).replicas())
        .isEqualTo(1);
    var grown = after(one, 1, PLENTY, List.of(BUSY), Duration.ofSeconds(30));
    assertThat(grown.replicas()).isEqualTo(2);
    assertThat(grown.why()).isEqualTo("waiting 4.00 a replica, wanted 1.00");
  }

  @Test
  void shrinksOnlyOnceNothingMoreWasWantedForTheWholeDelay() {
    var three = policy(1, 8);
    var quiet = List.of(QUIET, QUIET, QUIET);
    assertThat(after(three, 3, PLENTY, quiet, Duration.ofSeconds(290)).replicas()).isEqualTo(3);
    assertThat(after(three, 3, PLENTY, quiet, Duration.ofMinutes(5)).replicas()).isEqualTo(1);
  }

  @Test
  void aShortPauseStopsNothing() {
    var two = policy(1, 8);
    var history = History.begin(START);
    var replicas = 2;
    for (var second = 0; second <= 1200; second += 10) {
      var pause = second % 240 < 60;
      var sample = pause ? IDLE : Sample.of(8, 1, 0.5);
      var decision =
          Scaler.decide(
              two, replicas, PLENTY, List.of(sample, sample), history, START.plusSeconds(second));
      history = decision.history();
      replicas = decision.replicas();
    }
    assertThat(replicas).isEqualTo(2);
  }

  @Test
  void growsNoFurtherThanGpusAreFreeAndSaysSo() {
    var decision = after(policy(1, 8), 4, 1, Collections.nCopies(4, BUSY), Duration.ofMinutes(1));
    assertThat(decision.replicas()).isEqualTo(5);
    assertThat(decision.refused()).contains("8 wanted, GPUs are free for 5");
  }

  @Test
  void growsNoFurtherThanTheMaximumAndSaysSo() {
    var decision =
        after(policy(1, 3), 2, PLENTY, Collections.nCopies(2, BUSY), Duration.ofMinutes(1));
    assertThat(decision.replicas()).isEqualTo(3);
    assertThat(decision.refused()).contains("8 wanted, maxReplicas is 3");
  }

  @Test
  void atMostDoublesAtOnce() {
    var storm = List.of(Sample.of(8, 400, 1));
    assertThat(after(policy(1, 64), 1, PLENTY, storm, Duration.ofMinutes(1)).replicas())
        .isEqualTo(2);
  }

  @Test
  void aFullCacheAsksForMoreEvenWithoutAQueue() {
    var full = List.of(Sample.of(8, 0, 1.0), Sample.of(8, 0, 1.0));
    var decision = after(policy(1, 8), 2, PLENTY, full, Duration.ofMinutes(1));
    assertThat(decision.replicas()).isEqualTo(3);
    assertThat(decision.why()).isEqualTo("KV cache use 1.00 a replica, wanted 0.80");
  }

  @Test
  void withinATenthOfTheTargetNothingChanges() {
    var near = List.of(Sample.of(8, 1.05, 0.8), Sample.of(8, 1.05, 0.8));
    assertThat(after(policy(1, 8), 2, PLENTY, near, Duration.ofMinutes(10)).replicas())
        .isEqualTo(2);
  }

  @Test
  void replicasThatStillStartAreCountedBeforeMoreAreAskedFor() {
    var oneOfThree = List.of(Sample.of(8, 3, 0.5));
    var decision = after(policy(1, 8), 3, PLENTY, oneOfThree, Duration.ofMinutes(10));
    assertThat(decision.replicas()).isEqualTo(3);
  }

  @Test
  void goesToZeroOnlyWhereThatIsAllowedAndNothingCame() {
    var idle = List.of(IDLE);
    var unnamed = policy(0, 8, Optional.empty());
    assertThat(after(unnamed, 1, PLENTY, idle, Duration.ofMinutes(14)).replicas()).isEqualTo(1);
    assertThat(after(unnamed, 1, PLENTY, idle, Duration.ofMinutes(15)).replicas()).isZero();
    assertThat(after(policy(0, 8), 1, PLENTY, idle, Duration.ofSeconds(290)).replicas())
        .isEqualTo(1);
    assertThat(after(policy(0, 8), 1, PLENTY, idle, Duration.ofMinutes(5)).replicas()).isZero();
    assertThat(after(policy(1, 8), 1, PLENTY, idle, Duration.ofHours(1)).replicas()).isEqualTo(1);
  }

  @Test
  void fromZeroOnlyTheGatewayWakes() {
    var asleep = after(policy(0, 8), 0, PLENTY, List.of(), Duration.ofMinutes(10));
    assertThat(asleep.replicas()).isZero();
  }

  @Test
  void silenceOfAllReplicasChangesNothing() {
    assertThat(after(policy(0, 8), 3, PLENTY, List.of(), Duration.ofHours(1)).replicas())
        .isEqualTo(3);
  }

  @Test
  void staysInsideItsBoundsWhateverIsReported() {
    var random = new Random(7);
    for (var round = 0; round < 200; round++) {
      var policy = policy(1 + random.nextInt(3), 4 + random.nextInt(5));
      var history = History.begin(START);
      var replicas = policy.min();
      for (var look = 1; look < 60; look++) {
        var sample = Sample.of(random.nextInt(9), random.nextInt(9), random.nextDouble());
        var now = START.plusSeconds(15L * look);
        var samples = Collections.nCopies(1 + random.nextInt(replicas), sample);
        var decision = Scaler.decide(policy, replicas, random.nextInt(4), samples, history, now);
        history = decision.history();
        replicas = decision.replicas();
        assertThat(replicas).isBetween(policy.min(), policy.max());
        assertThat(history.wishes()).hasSizeLessThanOrEqualTo(21);
      }
    }
  }
}
