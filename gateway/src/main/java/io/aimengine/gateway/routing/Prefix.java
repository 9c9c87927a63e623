package io.aimengine.gateway.routing;

import java.util.Arrays;

/// The beginnings of one prompt by which engines' prefix caches are matched: hashes of it up to
/// several depths, deepest first, each with its length in bytes. Prompts that begin alike have the
/// shallower ones in common.
public final class Prefix {
  public static final Prefix NONE = new Prefix(new long[0], new int[0], 0, 0, Turn.FIRST);

  /// Whether an earlier part of the same conversation may have been answered before.
  enum Turn {
    FIRST,
    LATER
  }

  private final long[] keys;
  private final int[] bytes;
  private final int total;
  private final long home;
  private final Turn turn;

  /// `total` is the whole prompt in bytes; `home` is the key of the conversation, the same from its
  /// first turn to its last.
  Prefix(long[] keys, int[] bytes, int total, long home, Turn turn) {
    if (keys.length != bytes.length) {
      throw new IllegalArgumentException(keys.length + " keys, " + bytes.length + " lengths");
    }
    this.keys = keys.clone();
    this.bytes = bytes.clone();
    this.total = total;
    this.home = home;
    this.turn = turn;
  }

  boolean isEmpty() {
    return keys.length == 0;
  }

  int depths() {
    return keys.length;
  }

  long key(int depth) {
    return keys[depth];
  }

  int bytes(int depth) {
    return bytes[depth];
  }

  /// Of the whole prompt.
  public int totalBytes() {
    return total;
  }

  long home() {
    return home;
  }

  boolean continues() {
    return turn == Turn.LATER;
  }

  /// The same prompt under an adapter, whose cached keys and values are its own.
  Prefix under(String adapter) {
    var salt = Hash64.of(adapter);
    var salted = Arrays.stream(keys).map(key -> Hash64.of(salt, key)).toArray();
    return new Prefix(salted, bytes, total, home, turn);
  }

  @Override
  public String toString() {
    return depths() + " depths of " + total + " bytes";
  }
}
