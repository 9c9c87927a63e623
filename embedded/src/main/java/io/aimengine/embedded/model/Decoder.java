package io.aimengine.embedded.model;

/// Runs the network over batches of tokens and remembers sequences; used by one thread only.
public interface Decoder {

  /// What became of a decoding step.
  enum Result {
    DONE,
    /// No contiguous room for that many tokens: try fewer.
    NO_ROOM,
    FAILED
  }

  int batchSize();

  int vocabularySize();

  /// Whether this token ends a text.
  boolean endsText(int token);

  Result decode(TokenBatch batch, int from, int count);

  /// Copies the logits after a row of the last decoded part, counted from that part's start.
  void logits(int row, float[] into);

  /// Forgets a sequence from a position on; false when only the whole sequence can be forgotten.
  boolean forget(int sequence, int from);
}
