package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.replica;
import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.gateway.routing.Crowd.Stickiness;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PoliciesTest {
  private static final EngineLoad IDLE = EngineLoad.UNKNOWN;

  @Test
  void theLeastLoadedIsBestAndOneAtTheBoundWorst() {
    var scorer = new LeastOutstanding(new BoundedLoad(1.25));
    var crowd = crowd(candidate(0, 0), candidate(1, 3), candidate(2, 5));

    // bound: 1.25 x (8 + 1) / 3 = 3.75, rounded up: 4
    assertThat(scores(scorer, crowd)).containsExactly(1.0, 0.25, 0.0);
  }

  @Test
  void theBoundIsAQuarterAboveTheAverageRoundedUp() {
    var bound = new BoundedLoad(1.25);

    assertThat(bound.bound(crowd(candidate(0, 0), candidate(1, 0)))).isEqualTo(1);
    assertThat(bound.bound(crowd(candidate(0, 8), candidate(1, 7)))).isEqualTo(10);
    var full = crowd(candidate(0, 10), candidate(1, 5));
    assertThat(bound.keeps(full.candidates().getFirst(), full)).isFalse();
    assertThat(bound.keeps(full.candidates().getLast(), full)).isTrue();
  }

  @Test
  void whatIsLeftToComputeUntilTheFirstTokenDecides() {
    var scorer = new FirstTokenWork();
    var free = new Candidate(replica(0), 0, 0, IDLE, 0, 0);
    var busy = new Candidate(replica(1), 0, 8200, IDLE, 0, 0);
    var knows = new Candidate(replica(2), 0, 4000, IDLE, 8000, 0);

    // 200 + 8000, 200 + 8200 + 8000, 200 + 4000 + 8000 - 8000
    assertThat(scores(scorer, prompt(8000, free, busy, knows)))
        .containsExactly(4200 / 8200.0, 4200 / 16400.0, 1.0);
  }

  @Test
  void aShortPromptThatIsCachedIsWorthLittleWaiting() {
    var knows = new Candidate(replica(0), 3, 3000, IDLE, 100, 0);
    var free = new Candidate(replica(1), 2, 0, IDLE, 0, 0);

    assertThat(pick(prompt(100, knows, free))).isEqualTo(replica(1));
  }

  @Test
  void aCachedPrefixWinsInsideTheBoundAndLosesOutside() {
    assertThat(pick(prompt(8000, cached(0, 4, 7000), cached(1, 3, 0)))).isEqualTo(replica(0));
    assertThat(pick(prompt(8000, cached(0, 9, 7000), cached(1, 3, 0)))).isEqualTo(replica(1));
  }

  @Test
  void ofTwoThatHaveTheSystemPromptTheIdlerOneIsTaken() {
    assertThat(pick(prompt(8000, cached(0, 3, 6000), cached(1, 2, 6000), cached(2, 2, 0))))
        .isEqualTo(replica(1));
  }

  @Test
  void theDeepestPrefixWins() {
    assertThat(pick(prompt(8000, cached(0, 1, 6000), cached(1, 1, 7500)))).isEqualTo(replica(1));
  }

  @Test
  void aSessionGoesHomeAndItsNextInRankStandsIn() {
    var low = new Candidate(replica(0), 0, 0, IDLE, 0, 1);
    var middle = new Candidate(replica(1), 0, 0, IDLE, 0, 2);
    var high = new Candidate(replica(2), 0, 0, IDLE, 0, 3);
    var crowd = new Crowd(List.of(low, middle, high), 0, Optional.empty(), Stickiness.HOME);

    assertThat(scores(new HomeAffinity(), crowd)).containsExactly(1 / 3.0, 0.5, 1.0);
    assertThat(Profile.LEAST_OUTSTANDING.pick(crowd)).isEqualTo(high);
    assertThat(Profile.LEAST_OUTSTANDING.pick(crowd.with(List.of(low, middle)))).isEqualTo(middle);
  }

  @Test
  void aReplicaWithTheAdapterLoadedIsTakenEvenIfItIsBusier() {
    var loaded = new Candidate(replica(0), 1, 0, new EngineLoad(1, 0, 0, Set.of("tuned")), 0, 0);
    var idle = new Candidate(replica(1), 0, 0, IDLE, 0, 9);
    var asks = new Crowd(List.of(loaded, idle), 100, Optional.of("tuned"), Stickiness.NONE);
    var plain = new Crowd(List.of(loaded, idle), 100, Optional.empty(), Stickiness.NONE);

    assertThat(scores(new AdapterAffinity(), asks)).containsExactly(1.0, 0.0);
    assertThat(scores(new AdapterAffinity(), plain)).containsExactly(1.0, 1.0);
    // two outstanding in all: the bound is two each, so the filter lets it through
    var more = new Candidate(replica(1), 1, 0, IDLE, 0, 9);
    assertThat(
            Profile.PREFIX_AWARE.pick(
                new Crowd(List.of(loaded, more), 100, Optional.of("tuned"), Stickiness.NONE)))
        .isEqualTo(loaded);
  }

  @Test
  void anEngineWithAQueueOrAFullCacheIsSpared() {
    var queued = new Candidate(replica(0), 1, 0, new EngineLoad(8, 3, 0.2, Set.of()), 0, 9);
    var full = new Candidate(replica(1), 1, 0, new EngineLoad(8, 0, 0.98, Set.of()), 0, 5);
    var calm = new Candidate(replica(2), 1, 0, new EngineLoad(8, 0, 0.2, Set.of()), 0, 1);

    assertThat(scores(new QueueDepth(), crowd(queued, full))).containsExactly(0.25, 1.0);
    assertThat(scores(new KvRoom(), crowd(queued, calm))).containsExactly(0.8, 0.8);
    assertThat(Profile.LEAST_OUTSTANDING.pick(crowd(queued, full, calm))).isEqualTo(calm);
  }

  @Test
  void prefixAwareIsTheDefaultFromTwoReplicasOn() {
    assertThat(Profile.of(Policy.AUTOMATIC, 1)).isSameAs(Profile.LEAST_OUTSTANDING);
    assertThat(Profile.of(Policy.AUTOMATIC, 2)).isSameAs(Profile.PREFIX_AWARE);
    assertThat(Profile.of(Policy.LEAST_OUTSTANDING, 2)).isSameAs(Profile.LEAST_OUTSTANDING);
    assertThat(Profile.of(Policy.PREFIX_AWARE, 1)).isSameAs(Profile.PREFIX_AWARE);
  }

  @Test
  void everyScoreIsFromZeroToOne() {
    var random = new Random(13);
    for (var round = 0; round < 3000; round++) {
      var candidates = new Candidate[1 + random.nextInt(6)];
      for (var i = 0; i < candidates.length; i++) {
        var load =
            new EngineLoad(random.nextInt(9), random.nextInt(9), random.nextDouble(), Set.of());
        candidates[i] =
            new Candidate(
                replica(i),
                random.nextInt(50),
                9L * random.nextInt(999),
                load,
                random.nextInt(9000),
                random.nextLong());
      }
      var crowd =
          new Crowd(
              List.of(candidates),
              9000,
              random.nextBoolean() ? Optional.of("a") : Optional.empty(),
              random.nextBoolean() ? Stickiness.HOME : Stickiness.NONE);
      for (var weighted : Profile.PREFIX_AWARE.scorers()) {
        assertThat(scores(weighted.scorer(), crowd)).allMatch(score -> score >= 0 && score <= 1);
      }
    }
  }

  private static Replica pick(Crowd crowd) {
    return Profile.PREFIX_AWARE.pick(crowd).replica();
  }

  private static List<Double> scores(Scorer scorer, Crowd crowd) {
    return crowd.candidates().stream().map(c -> scorer.score(c, crowd)).toList();
  }

  private static Candidate candidate(int number, int outstanding) {
    return cached(number, outstanding, 0);
  }

  private static Candidate cached(int number, int outstanding, int bytes) {
    return new Candidate(replica(number), outstanding, 0, IDLE, bytes, -number);
  }

  private static Crowd crowd(Candidate... candidates) {
    return prompt(100, candidates);
  }

  private static Crowd prompt(int bytes, Candidate... candidates) {
    return new Crowd(List.of(candidates), bytes, Optional.empty(), Stickiness.NONE);
  }
}
