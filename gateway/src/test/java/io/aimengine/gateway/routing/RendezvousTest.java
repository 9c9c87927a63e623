package io.aimengine.gateway.routing;

import static io.aimengine.gateway.routing.Fixtures.replica;
import static io.aimengine.gateway.routing.Fixtures.replicas;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The consistent hashing of homes, on idle replicas that know nothing.
final class RendezvousTest {
  private static final int KEYS = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 63})
  void addingAReplicaMovesItsShareAndOnlyToIt(int count) {
    var before = replicas(count);
    var after = new ArrayList<>(before);
    after.add(replica(count));
    var moved = 0;
    for (var key = 0L; key < KEYS; key++) {
      var old = home(before, key);
      var now = home(after, key);
      if (!old.equals(now)) {
        assertThat(now).isEqualTo(replica(count));
        moved++;
      }
    }
    // five standard deviations of a fair draw
    var share = 1.0 / (count + 1);
    var tolerance = 5 * Math.sqrt(share * (1 - share) / KEYS);
    assertThat((double) moved / KEYS).isBetween(share - tolerance, share + tolerance);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 64})
  void removingAReplicaMovesOnlyItsKeys(int count) {
    var before = replicas(count);
    for (var gone : List.of(0, count / 2, count - 1)) {
      var after = new ArrayList<>(before);
      after.remove((int) gone);
      for (var key = 0L; key < KEYS / 10; key++) {
        var old = home(before, key);
        if (!old.equals(replica(gone))) {
          assertThat(home(after, key)).isEqualTo(old);
        }
      }
    }
  }

  @Test
  void keysAreSpreadEvenly() {
    var replicas = replicas(10);
    var counts = new int[10];
    for (var key = 0L; key < KEYS; key++) {
      counts[replicas.indexOf(home(replicas, key))]++;
    }
    for (var count : counts) {
      assertThat(count).isBetween(KEYS / 10 - 220, KEYS / 10 + 220);
    }
  }

  @Test
  void theOrderOfReplicasNeverMatters() {
    var random = new Random(11);
    for (var round = 0; round < 2000; round++) {
      var candidates = candidates(random, 1 + random.nextInt(9));
      var picked = pick(candidates);
      for (var turn = 0; turn < 5; turn++) {
        Collections.shuffle(candidates, random);
        assertThat(pick(candidates)).isEqualTo(picked);
      }
    }
  }

  @Test
  void allPermutationsOfFourReplicasGiveTheSamePick() {
    var random = new Random(5);
    for (var round = 0; round < 50; round++) {
      var candidates = candidates(random, 4);
      var picked = pick(candidates);
      permutations(candidates).forEach(order -> assertThat(pick(order)).isEqualTo(picked));
    }
  }

  private static List<List<Candidate>> permutations(List<Candidate> all) {
    if (all.size() <= 1) {
      return List.of(all);
    }
    var permutations = new ArrayList<List<Candidate>>();
    for (var first : all) {
      var others = all.stream().filter(other -> !other.equals(first)).toList();
      for (var rest : permutations(others)) {
        var one = new ArrayList<>(List.of(first));
        one.addAll(rest);
        permutations.add(one);
      }
    }
    return permutations;
  }

  private static List<Candidate> candidates(Random random, int count) {
    var candidates = new ArrayList<Candidate>();
    for (var i = 0; i < count; i++) {
      var load =
          new EngineLoad(
              random.nextInt(3), random.nextInt(2), random.nextInt(3) / 2.0, java.util.Set.of());
      candidates.add(
          new Candidate(
              replica(i),
              random.nextInt(4),
              random.nextInt(3) * 1000L,
              load,
              random.nextInt(2) * 4000,
              Candidate.affinity(random.nextInt(3), Hash64.of("pod-" + i))));
    }
    return candidates;
  }

  private static Candidate pick(List<Candidate> candidates) {
    var crowd = new Crowd(candidates, 5000, Optional.empty(), Crowd.Stickiness.HOME);
    return Profile.PREFIX_AWARE.pick(crowd);
  }

  private static Replica home(List<Replica> replicas, long key) {
    var candidates =
        replicas.stream()
            .map(r ->
                new Candidate(
                    r,
                    0,
                    0,
                    EngineLoad.UNKNOWN,
                    0,
                    Candidate.affinity(Hash64.mix(key), Hash64.of(r.id()))))
            .toList();
    return Profile.PREFIX_AWARE
        .pick(new Crowd(candidates, 100, Optional.empty(), Crowd.Stickiness.NONE))
        .replica();
  }
}
