package io.aimengine.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/// A request's body as it comes in, in one array that grows with what is really there, whatever
/// length was announced.
final class BodyBuffer {
  private static final int FIRST = 4096;

  private final MemoryBudget budget;
  private final long most;
  private byte[] bytes = {};
  private int length;

  /// What became of a piece.
  enum Taken {
    YES,
    TOO_LARGE,
    NO_MEMORY
  }

  BodyBuffer(MemoryBudget budget, long most) {
    this.budget = budget;
    this.most = Math.min(most, Integer.MAX_VALUE - 16);
  }

  Taken add(Buffer piece) {
    var needed = (long) length + piece.length();
    if (needed > most) {
      return Taken.TOO_LARGE;
    }
    if (needed > bytes.length && !grow((int) needed)) {
      return Taken.NO_MEMORY;
    }
    piece.getBytes(bytes, length);
    length += piece.length();
    return Taken.YES;
  }

  private boolean grow(int needed) {
    var size = (int) Math.min(most, Math.max(needed, Math.max(FIRST, bytes.length * 2L)));
    if (!budget.take(size - bytes.length)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, size);
    return true;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Forgets it all.
  void release() {
    budget.giveBack(bytes.length);
    bytes = new byte[0];
    length = 0;
  }
}
