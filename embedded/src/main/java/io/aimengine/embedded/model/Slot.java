package io.aimengine.embedded.model;

import java.util.Optional;

/// One place of the engine: a sequence of the KV cache, the request that uses it now, and the
/// tokens it still remembers of earlier ones.
final class Slot {

  /// No row of the current batch.
  static final int NO_ROW = -1;

  final int sequence;
  private final int[] remembered;
  private int length;
  private int promptDone;
  private int pendingToken;
  private int row = NO_ROW;
  private int generated;
  private long lastTokenNanos;
  private long lastUsed;
  private Optional<Generation> generation = Optional.empty();
  private Optional<TokenSampler> sampler = Optional.empty();

  Slot(int sequence, int contextTokens) {
    this.sequence = sequence;
    this.remembered = new int[contextTokens];
  }

  boolean isFree() {
    return generation.isEmpty();
  }

  Generation generation() {
    return generation.orElseThrow();
  }

  TokenSampler sampler() {
    return sampler.orElseThrow();
  }

  int length() {
    return length;
  }

  int room() {
    return remembered.length - length;
  }

  int row() {
    return row;
  }

  int generated() {
    return generated;
  }

  long lastUsed() {
    return lastUsed;
  }

  long lastTokenNanos() {
    return lastTokenNanos;
  }

  boolean isReadingPrompt() {
    return promptDone < generation().promptTokens();
  }

  /// How many tokens of the prompt this slot remembers; the last one is always computed again, as
  /// its logits are wanted.
  int commonPrefix(int[] prompt) {
    int most = Math.min(length, prompt.length - 1);
    int same = 0;
    while (same < most && remembered[same] == prompt[same]) {
      same++;
    }
    return same;
  }

  void start(Generation next, TokenSampler with, int reused, long now) {
    generation = Optional.of(next);
    sampler = Optional.of(with);
    length = reused;
    promptDone = reused;
    generated = 0;
    row = NO_ROW;
    lastUsed = now;
  }

  void addPrompt(TokenBatch batch, int most) {
    int[] prompt = generation().request().prompt();
    int end = Math.min(prompt.length, promptDone + most);
    for (; promptDone < end; promptDone++) {
      boolean last = promptDone == prompt.length - 1;
      int at = add(batch, prompt[promptDone], last ? TokenBatch.Output.LOGITS : NO_OUTPUT);
      if (last) {
        row = at;
      }
    }
  }

  private static final TokenBatch.Output NO_OUTPUT = TokenBatch.Output.NONE;

  void addPending(TokenBatch batch) {
    row = add(batch, pendingToken, TokenBatch.Output.LOGITS);
  }

  private int add(TokenBatch batch, int token, TokenBatch.Output output) {
    int at = batch.add(token, length, sequence, output);
    remembered[length++] = token;
    return at;
  }

  void sampled(int token, long now) {
    pendingToken = token;
    generated++;
    lastTokenNanos = now;
    row = NO_ROW;
  }

  void free(long now) {
    generation = Optional.empty();
    sampler = Optional.empty();
    row = NO_ROW;
    lastUsed = now;
  }

  void forget() {
    length = 0;
  }
}
