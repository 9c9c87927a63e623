package io.aimengine.embedded.model;

/// What a structured answer may still contain; used by the decoding thread only.
public interface TokenConstraint extends AutoCloseable {

  boolean allows(int token);

  /// Sets the logits of tokens that are not allowed to minus infinity.
  void mask(float[] logits);

  /// Moves on by a token that `allows` said yes to.
  void accept(int token);

  @Override
  void close();
}
