package io.aimengine.gateway.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// A 64-bit hash of a growing byte sequence that can be looked at after any byte. How the bytes are
/// cut into calls does not matter. Eight bytes are taken at a time.
final class PrefixHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long hash = 0x2545f4914f6cdd1dL;
  private long pending;
  private int length;

  void add(byte b) {
    pending |= (b & 0xffL) << (8 * (length & 7));
    length++;
    if ((length & 7) == 0) {
      take(pending);
      pending = 0;
    }
  }

  void add(byte[] bytes, int from, int to) {
    var at = from;
    while (at < to && (length & 7) != 0) {
      add(bytes[at++]);
    }
    for (; at + 8 <= to; at += 8) {
      take((long) LONGS.get(bytes, at));
      length += 8;
    }
    while (at < to) {
      add(bytes[at++]);
    }
  }

  private void take(long word) {
    hash = Long.rotateLeft((hash ^ word) * 0x9fb21c651e98df25L, 29) * 0xd6e8feb86659fd93L;
  }

  /// Of all bytes so far.
  long value() {
    return Hash64.mix(hash ^ Hash64.mix(pending + length));
  }

  int length() {
    return length;
  }
}
