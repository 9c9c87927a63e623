package io.aimengine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Which bytes of a file are here: disjoint ranges that never touch, in order.
final class Ranges {
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /// The bytes from `from` up to, not including, `to`.
  record Range(long from, long to) {
    long length() {
      return to - from;
    }
  }

  static Ranges of(List<Range> all) {
    var ranges = new Ranges();
    all.forEach(r -> ranges.add(r.from(), r.to()));
    return ranges;
  }

  /// Adds a range and joins it with all that it touches; an empty one changes nothing.
  void add(long from, long to) {
    if (from >= to) {
      return;
    }
    var start = from;
    var end = to;
    for (var left = ends.floorEntry(end);
        left != null && left.getValue() >= start;
        left = ends.floorEntry(end)) {
      start = Math.min(start, left.getKey());
      end = Math.max(end, left.getValue());
      ends.remove(left.getKey());
    }
    ends.put(start, end);
  }

  void clear() {
    ends.clear();
  }

  /// How many bytes from the start are here without a gap.
  long front() {
    var first = ends.firstEntry();
    return first == null || first.getKey() > 0 ? 0 : first.getValue();
  }

  /// How many bytes are here in all.
  long total() {
    return ends.entrySet().stream().mapToLong(e -> e.getValue() - e.getKey()).sum();
  }

  /// One past the last byte that is here.
  long end() {
    var last = ends.lastEntry();
    return last == null ? 0 : last.getValue();
  }

  List<Range> all() {
    return ends.entrySet().stream().map(e -> new Range(e.getKey(), e.getValue())).toList();
  }

  /// What lacks of a file of `size` bytes, in order, cut into pieces of at most `piece` bytes.
  List<Range> missing(long size, long piece) {
    var missing = new ArrayList<Range>();
    long at = 0;
    for (var here : ends.entrySet()) {
      cut(at, here.getKey(), piece, missing);
      at = here.getValue();
    }
    cut(at, size, piece, missing);
    return missing;
  }

  private static void cut(long from, long to, long piece, List<Range> pieces) {
    for (var at = from; at < to; at = Math.min(to, at + piece)) {
      pieces.add(new Range(at, Math.min(to, at + piece)));
    }
  }
}
