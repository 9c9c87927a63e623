package io.aimengine.embedded.model;

import java.util.Map;
import java.util.OptionalLong;

/// How the next token is picked. A `temperature` of 0 is greedy; `topK` 0, `topP` 1 and `minP` 0
/// are off; penalties are OpenAI's (added to logits) and `repetitionPenalty` is a factor, 1 is off.
public record Sampling(
    double temperature,
    double topP,
    int topK,
    double minP,
    double presencePenalty,
    double frequencyPenalty,
    double repetitionPenalty,
    OptionalLong seed,
    Map<Integer, Double> logitBias,
    EndOfText endOfText) {

  /// Whether the model may end its text by itself.
  public enum EndOfText {
    STOPS,
    IGNORED
  }

  public Sampling {
    logitBias = Map.copyOf(logitBias);
  }

  public static Sampling greedy() {
    return new Sampling(0, 1, 0, 0, 0, 0, 1, OptionalLong.empty(), Map.of(), EndOfText.STOPS);
  }

  boolean isPenalised() {
    return presencePenalty != 0 || frequencyPenalty != 0 || repetitionPenalty != 1;
  }
}
