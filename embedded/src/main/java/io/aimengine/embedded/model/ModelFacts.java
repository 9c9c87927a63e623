package io.aimengine.embedded.model;

/// What a loaded model can do: tokens of prompt and completion together that one request may use,
/// requests computed at once, size of the vocabulary and of an embedding.
public record ModelFacts(
    int contextTokens, int parallel, int vocabularySize, int embeddingSize, Task task) {

  /// What the model was loaded for.
  public enum Task {
    GENERATE,
    EMBED
  }
}
