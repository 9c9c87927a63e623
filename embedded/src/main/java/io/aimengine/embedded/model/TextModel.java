package io.aimengine.embedded.model;

import java.util.List;

/// A loaded language model; the native library is behind this and nowhere else.
public interface TextModel {

  ModelFacts facts();

  /// Token ids of a text, with the model's own special tokens recognised and a beginning-of-text
  /// token where the model wants one.
  int[] tokenize(String text);

  /// The prompt that the model's chat template makes of a conversation, ready for the answer.
  String chatPrompt(List<ChatMessage> messages);

  /// The UTF-8 bytes of one token, which may be part of a character only; empty for special tokens.
  byte[] piece(int token);

  /// Puts a request into the queue; take its tokens from what this returns.
  ///
  /// @throws QueueFullException when too many wait already
  Generation generate(GenerationRequest request);

  /// A constraint that only lets texts of a GBNF grammar through.
  ///
  /// @throws IllegalArgumentException when it is no grammar
  TokenConstraint constraint(String grammar);

  /// One unit-length vector for the tokens.
  float[] embed(int[] tokens) throws InterruptedException;

  Load load();
}
