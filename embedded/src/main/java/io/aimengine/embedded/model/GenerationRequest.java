package io.aimengine.embedded.model;

import java.util.Optional;

/// A prompt to continue: at most `maxTokens` tokens, which with the prompt must fit the context.
@SuppressWarnings("ArrayRecordComponent") // a list of boxed tokens would be five times as large
public record GenerationRequest(
    int[] prompt, int maxTokens, Sampling sampling, Optional<TokenConstraint> constraint) {

  public GenerationRequest {
    if (prompt.length == 0 || maxTokens < 1) {
      throw new IllegalArgumentException("a prompt of at least one token, and one token to make");
    }
  }
}
