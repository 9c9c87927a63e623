package io.aimengine.gateway.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A few replacements in a body; everything else stays as it came, byte for byte.
public final class Splices {
  private final List<Splice> splices = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent")
  private record Splice(Span place, byte[] text) {}

  /// Places do not overlap; an empty place inserts.
  public void put(Span place, byte[] text) {
    splices.add(new Splice(place, text));
  }

  /// The body with the replacements made; the same array when there are none and it is full.
  public byte[] apply(byte[] body, int length) {
    if (splices.isEmpty() && body.length == length) {
      return body;
    }
    splices.sort(Comparator.comparingInt(s -> s.place().start()));
    var size = length;
    for (var splice : splices) {
      size += splice.text().length - splice.place().length();
    }
    var result = new byte[size];
    var from = 0;
    var to = 0;
    for (var splice : splices) {
      var kept = splice.place().start() - from;
      System.arraycopy(body, from, result, to, kept);
      System.arraycopy(splice.text(), 0, result, to + kept, splice.text().length);
      from = splice.place().end();
      to += kept + splice.text().length;
    }
    System.arraycopy(body, from, result, to, length - from);
    return result;
  }
}
