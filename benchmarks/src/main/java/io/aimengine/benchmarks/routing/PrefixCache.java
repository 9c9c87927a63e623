package io.aimengine.benchmarks.routing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An engine's prefix cache: blocks of tokens, each known together with all before it; the least
/// recently used goes first, of one prompt the last block before the first.
final class PrefixCache {
  private final int capacityBlocks;
  private final Map<Long, Boolean> blocks = new LinkedHashMap<>(16, 0.75f, true);

  PrefixCache(int capacityTokens) {
    this.capacityBlocks = capacityTokens / Segment.BLOCK;
  }

  /// Tokens of the prompt's beginning that are there.
  int cachedTokens(List<Segment> prompt) {
    var cached = 0;
    for (var block : chain(prompt)) {
      if (!blocks.containsKey(block)) {
        break;
      }
      cached += Segment.BLOCK;
    }
    return cached;
  }

  void add(List<Segment> prompt) {
    chain(prompt).reversed().forEach(block -> blocks.put(block, true));
    for (Iterator<Long> eldest = blocks.keySet().iterator(); blocks.size() > capacityBlocks; ) {
      eldest.next();
      eldest.remove();
    }
  }

  private static List<Long> chain(List<Segment> prompt) {
    var chain = new ArrayList<Long>();
    var hash = 17L;
    for (var segment : prompt) {
      for (var token = 0; token < segment.tokens(); token += Segment.BLOCK) {
        hash = Segment.mix(hash * 31 + segment.id() * 1_000_000 + token);
        chain.add(hash);
      }
    }
    return chain;
  }
}
