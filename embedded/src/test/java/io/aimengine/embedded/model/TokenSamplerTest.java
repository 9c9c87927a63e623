package io.aimengine.embedded.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenSamplerTest {

  private static final Decoder VOCABULARY = new FakeDecoder("", 1);

  private static TokenSampler sampler(Sampling sampling, TokenConstraint... constraint) {
    var request =
        new GenerationRequest(new int[] {1}, 1, sampling, Optional.ofNullable(first(constraint)));
    return new TokenSampler(request, VOCABULARY, sampling.seed().orElse(1));
  }

  @org.jspecify.annotations.Nullable
  private static TokenConstraint first(TokenConstraint[] all) {
    return all.length == 0 ? null : all[0];
  }

  private static Sampling sampling(double temperature, double topP, int topK, double minP) {
    return new Sampling(
        temperature,
        topP,
        topK,
        minP,
        0,
        0,
        1,
        OptionalLong.of(7),
        Map.of(),
        Sampling.EndOfText.STOPS);
  }

  /// Four tokens of probability 0.5, 0.25, 0.15 and 0.1; all others impossible.
  private static float[] logits() {
    float[] logits = new float[VOCABULARY.vocabularySize()];
    java.util.Arrays.fill(logits, -1000);
    double[] probabilities = {0.5, 0.25, 0.15, 0.1};
    for (int i = 0; i < probabilities.length; i++) {
      logits[10 + i] = (float) Math.log(probabilities[i]);
    }
    return logits;
  }

  private static Set<Integer> seen(Sampling sampling) {
    var sampler = sampler(sampling);
    var seen = new HashSet<Integer>();
    for (int i = 0; i < 2000; i++) {
      seen.add(sampler.sample(logits()));
    }
    return seen;
  }

  @Test
  void temperatureZeroTakesTheBest() {
    assertThat(seen(sampling(0, 1, 0, 0))).containsExactly(10);
  }

  @Test
  void filtersKeepExactlyTheTokensTheyShould() {
    assertThat(seen(sampling(1, 1, 0, 0))).containsExactlyInAnyOrder(10, 11, 12, 13);
    assertThat(seen(sampling(1, 1, 2, 0))).containsExactlyInAnyOrder(10, 11);
    assertThat(seen(sampling(1, 0.7, 0, 0))).containsExactlyInAnyOrder(10, 11);
    assertThat(seen(sampling(1, 0.8, 0, 0))).containsExactlyInAnyOrder(10, 11, 12);
    assertThat(seen(sampling(1, 1, 0, 0.4))).containsExactlyInAnyOrder(10, 11);
    assertThat(seen(sampling(1, 0.000001, 0, 0))).containsExactly(10);
  }

  @Test
  void drawsInProportionToTheProbabilities() {
    for (double topP : new double[] {1, 0.9999}) {
      var sampler = sampler(sampling(1, topP, 0, 0));
      int best = 0;
      for (int i = 0; i < 10_000; i++) {
        if (sampler.sample(logits()) == 10) {
          best++;
        }
      }
      // 5000 expected, standard deviation 50
      assertThat(best).isBetween(4700, 5300);
    }
  }

  @Test
  void oneSeedGivesOneSequence() {
    var one = sampler(sampling(1, 1, 0, 0));
    var two = sampler(sampling(1, 1, 0, 0));
    for (int i = 0; i < 100; i++) {
      assertThat(one.sample(logits())).isEqualTo(two.sample(logits()));
    }
  }

  @Test
  void aBiasForcesOrForbidsAToken() {
    var forced =
        new Sampling(
            0,
            1,
            0,
            0,
            0,
            0,
            1,
            OptionalLong.empty(),
            Map.of(13, 100.0, 10, -100.0),
            Sampling.EndOfText.STOPS);
    assertThat(sampler(forced).sample(logits())).isEqualTo(13);
  }

  @Test
  void penaltiesMoveOnFromWhatWasSaid() {
    var penalised =
        new Sampling(0, 1, 0, 0, 2, 0, 1, OptionalLong.empty(), Map.of(), Sampling.EndOfText.STOPS);
    var sampler = sampler(penalised);
    assertThat(sampler.sample(logits())).isEqualTo(10);
    assertThat(sampler.sample(logits())).isEqualTo(11);
    assertThat(sampler.sample(logits())).isEqualTo(12);
  }

  @Test
  void aConstraintIsObeyedWhateverTheModelPrefers() {
    var accepted = new HashSet<Integer>();
    var only13 =
        new TokenConstraint() {
          @Override
          public boolean allows(int token) {
            return token == 13;
          }

          @Override
          public void mask(float[] logits) {
            for (int i = 0; i < logits.length; i++) {
              logits[i] = i == 13 ? logits[i] : Float.NEGATIVE_INFINITY;
            }
          }

          @Override
          public void accept(int token) {
            accepted.add(token);
          }

          @Override
          public void close() {}
        };
    for (double temperature : new double[] {0, 1}) {
      assertThat(sampler(sampling(temperature, 1, 0, 0), only13).sample(logits())).isEqualTo(13);
      assertThat(sampler(sampling(temperature, 0.9, 0, 0), only13).sample(logits())).isEqualTo(13);
    }
    assertThat(accepted).containsExactly(13);
  }
}
