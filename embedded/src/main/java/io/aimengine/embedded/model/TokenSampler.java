package io.aimengine.embedded.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;

/// Picks the next token of one request out of the logits.
final class TokenSampler {

  /// Below this a temperature means greedy, as in vLLM.
  private static final double GREEDY = 1e-5;

  /// Tokens e^-24 times less likely than the best one cannot matter: all of a vocabulary of 150,000
  /// together weigh less than 1e-5.
  private static final float NEGLIGIBLE = -24;

  private final Sampling sampling;
  private final Decoder vocabulary;
  private final Optional<TokenConstraint> constraint;
  private final SplittableRandom random;
  private final int[] counts;
  private final BitSet inPrompt = new BitSet();

  TokenSampler(GenerationRequest request, Decoder vocabulary, long seed) {
    sampling = request.sampling();
    this.vocabulary = vocabulary;
    constraint = request.constraint();
    random = new SplittableRandom(seed);
    counts = sampling.isPenalised() ? new int[vocabulary.vocabularySize()] : new int[0];
    if (sampling.repetitionPenalty() != 1) {
      for (int token : request.prompt()) {
        inPrompt.set(token);
      }
    }
  }

  /// Changes `logits`.
  int sample(float[] logits) {
    adjust(logits);
    int token = constraint.isPresent() ? pickAllowed(logits, constraint.get()) : pick(logits);
    if (counts.length > 0) {
      counts[token]++;
    }
    if (!vocabulary.endsText(token)) {
      constraint.ifPresent(c -> c.accept(token));
    }
    return token;
  }

  /// Asks the constraint about one token first: most often that is enough, and asking about all is
  /// slow.
  private int pickAllowed(float[] logits, TokenConstraint allowed) {
    int token = pick(logits.clone());
    if (allowed.allows(token)) {
      return token;
    }
    allowed.mask(logits);
    boolean nothingIsAllowed = logits[argmax(logits)] == Float.NEGATIVE_INFINITY;
    return nothingIsAllowed ? anEndOfText() : pick(logits);
  }

  private int anEndOfText() {
    int token = 0;
    while (token < vocabulary.vocabularySize() - 1 && !vocabulary.endsText(token)) {
      token++;
    }
    return token;
  }

  private void adjust(float[] logits) {
    sampling.logitBias().forEach((token, bias) -> logits[token] = (float) (logits[token] + bias));
    if (counts.length > 0) {
      penalise(logits);
    }
    if (sampling.endOfText() == Sampling.EndOfText.IGNORED) {
      for (int token = 0; token < logits.length; token++) {
        if (vocabulary.endsText(token)) {
          logits[token] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }

  private void penalise(float[] logits) {
    for (int token = 0; token < logits.length; token++) {
      if (counts[token] > 0 || inPrompt.get(token)) {
        double logit = logits[token];
        logit =
            logit > 0 ? logit / sampling.repetitionPenalty() : logit * sampling.repetitionPenalty();
        if (counts[token] > 0) {
          logit -= sampling.presencePenalty() + counts[token] * sampling.frequencyPenalty();
        }
        logits[token] = (float) logit;
      }
    }
  }

  private int pick(float[] logits) {
    int best = argmax(logits);
    if (sampling.temperature() < GREEDY) {
      return best;
    }
    float scale = (float) (1 / sampling.temperature());
    boolean unfiltered = sampling.topK() <= 0 && sampling.topP() >= 1 && sampling.minP() <= 0;
    return unfiltered ? pickOfAll(logits, best, scale) : pickOfBest(logits, best, scale);
  }

  static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private int pickOfAll(float[] logits, int best, float scale) {
    float top = logits[best];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = weight(logits[i], top, scale);
      sum += logits[i];
    }
    double left = random.nextDouble() * sum;
    for (int i = 0; i < logits.length; i++) {
      left -= logits[i];
      if (left < 0) {
        return i;
      }
    }
    return best;
  }

  private static float weight(float logit, float top, float scale) {
    float distance = (logit - top) * scale;
    return distance < NEGLIGIBLE ? 0 : (float) Math.exp(distance);
  }

  /// top-k, then min-p, then top-p over what is left, as vLLM and llama.cpp do.
  private int pickOfBest(float[] logits, int best, float scale) {
    long[] candidates = sortedCandidates(logits, best, scale);
    int count = candidates.length;
    if (sampling.topK() > 0) {
      count = Math.min(count, sampling.topK());
    }
    double[] weights = new double[count];
    double sum = 0;
    int kept = 0;
    for (; kept < count; kept++) {
      weights[kept] = weight(logits[token(candidates[kept])], logits[best], scale);
      if (kept > 0 && weights[kept] < sampling.minP()) {
        break;
      }
      sum += weights[kept];
    }
    double mass = 0;
    for (int i = 0; i < kept; i++) {
      mass += weights[i];
      if (mass >= sampling.topP() * sum) {
        kept = i + 1;
      }
    }
    double left = random.nextDouble() * mass;
    for (int i = 0; i < kept; i++) {
      left -= weights[i];
      if (left < 0) {
        return token(candidates[i]);
      }
    }
    return token(candidates[0]);
  }

  /// Tokens from the likeliest on, as many as the filters can ask for: sorting a whole vocabulary
  /// would cost as much as a small model.
  private long[] sortedCandidates(float[] logits, int best, float scale) {
    double total = 0;
    for (float logit : logits) {
      total += weight(logit, logits[best], scale);
    }
    for (float reach = -4; ; reach *= 2) {
      boolean everything = reach <= NEGLIGIBLE;
      float limit = everything ? NEGLIGIBLE : reach;
      long[] found = new long[logits.length];
      int count = 0;
      double mass = 0;
      for (int i = 0; i < logits.length; i++) {
        if ((logits[i] - logits[best]) * scale >= limit) {
          mass += weight(logits[i], logits[best], scale);
          found[count++] = key(logits[i], i);
        }
      }
      boolean enough =
          sampling.topK() > 0 ? count >= sampling.topK() : mass >= sampling.topP() * total;
      if (everything || enough || Math.exp(limit) < sampling.minP()) {
        long[] candidates = Arrays.copyOf(found, count);
        Arrays.sort(candidates);
        return candidates;
      }
    }
  }

  /// Sorts by falling logit, then by rising token.
  private static long key(float logit, int token) {
    int bits = Float.floatToIntBits(logit);
    int rising = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ~rising << 32) | token;
  }

  private static int token(long key) {
    return (int) key;
  }
}
