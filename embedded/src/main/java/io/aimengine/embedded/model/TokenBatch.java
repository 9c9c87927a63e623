package io.aimengine.embedded.model;

/// Tokens to decode in one step, of several sequences.
public final class TokenBatch {

  /// Whether the logits after a token are needed.
  public enum Output {
    LOGITS,
    NONE
  }

  private final int[] tokens;
  private final int[] positions;
  private final int[] sequences;
  private final Output[] outputs;
  private int size;

  public TokenBatch(int capacity) {
    tokens = new int[capacity];
    positions = new int[capacity];
    sequences = new int[capacity];
    outputs = new Output[capacity];
  }

  void clear() {
    size = 0;
  }

  /// Returns the row of the token.
  public int add(int token, int position, int sequence, Output output) {
    tokens[size] = token;
    positions[size] = position;
    sequences[size] = sequence;
    outputs[size] = output;
    return size++;
  }

  public int size() {
    return size;
  }

  int room() {
    return tokens.length - size;
  }

  public int token(int row) {
    return tokens[row];
  }

  public int position(int row) {
    return positions[row];
  }

  public int sequence(int row) {
    return sequences[row];
  }

  public Output output(int row) {
    return outputs[row];
  }
}
