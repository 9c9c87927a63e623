package io.aimengine.gateway.routing;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which prefixes one replica was really sent, of at most `capacity` bytes; what was not used for
/// longest is forgotten first, as engines do. Shallow prefixes outlive the deep ones on them.
final class PrefixMemory {
  /// About a million tokens, what an 8B model's cache holds on one MI300X.
  static final long CAPACITY = 4L << 20;

  private final long capacity;
  private final Map<Long, Integer> lengths = new LinkedHashMap<>(16, 0.75f, true);
  private long held;

  PrefixMemory(long capacity) {
    this.capacity = capacity;
  }

  /// Bytes of the deepest prefix that it was sent before; 0 if none.
  int known(Prefix prefix) {
    for (var depth = 0; depth < prefix.depths(); depth++) {
      if (lengths.containsKey(prefix.key(depth))) {
        return prefix.bytes(depth);
      }
    }
    return 0;
  }

  void remember(Prefix prefix) {
    for (var depth = 0; depth < prefix.depths(); depth++) {
      var below = depth + 1 < prefix.depths() ? prefix.bytes(depth + 1) : 0;
      var added = prefix.bytes(depth) - below;
      var before = lengths.put(prefix.key(depth), added);
      held += added - (before == null ? 0 : before);
    }
    for (Iterator<Integer> eldest = lengths.values().iterator(); held > capacity; ) {
      held -= eldest.next();
      eldest.remove();
    }
  }

  /// The engine was started anew.
  void forget() {
    lengths.clear();
    held = 0;
  }
}
