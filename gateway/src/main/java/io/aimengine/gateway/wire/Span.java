package io.aimengine.gateway.wire;

/// The bytes from `start` to before `end` of an array that the caller holds.
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(start + " to " + end);
    }
  }

  public int length() {
    return end - start;
  }
}
