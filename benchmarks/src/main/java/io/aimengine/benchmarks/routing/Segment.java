package io.aimengine.benchmarks.routing;

import java.util.HexFormat;

/// A run of tokens that belong together: a system prompt, a message. Equal ids mean equal text.
record Segment(long id, Role role, int tokens) {
  static final int BLOCK = 16;

  enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  Segment {
    // whole blocks, as vLLM caches them
    tokens = Math.max(BLOCK, tokens / BLOCK * BLOCK);
  }

  /// About four characters a token, no two segments alike from their beginning on.
  String text() {
    return text(tokens * 4);
  }

  /// The first characters of it, or a few more.
  String text(int characters) {
    var text = new StringBuilder(characters + 16);
    for (var word = 0; text.length() < characters; word++) {
      text.append(HexFormat.of().toHexDigits(mix(id * 31 + word)));
    }
    return text.toString();
  }

  static long mix(long value) {
    var z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }
}
