package io.aimengine.benchmarks.routing;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// KubeAI's PrefixHash: a ring of 256 points for each replica, the key's first 100 characters, and
/// the next point whose replica has at most 1.25 times the average load. KubeAI takes the key from
/// the first user message.
final class OneDepth implements Rule {
  private static final int POINTS = 256;
  private static final int CHARACTERS = 100;
  private static final double FACTOR = 1.25;

  private final SortedMap<Long, Integer> ring = new TreeMap<>();
  private final Function<Arrival, String> key;
  private final int[] outstanding;
  private int total;

  OneDepth(int replicas, Function<Arrival, String> key) {
    this.key = key;
    outstanding = new int[replicas];
    for (var replica = 0; replica < replicas; replica++) {
      for (var point = 0; point < POINTS; point++) {
        ring.put(hash("replica-" + replica + point), replica);
      }
    }
  }

  @Override
  public int choose(Arrival arrival, double now) {
    var text = key.apply(arrival);
    var from = hash(text.substring(0, Math.min(CHARACTERS, text.length())));
    var replica = inside(from);
    outstanding[replica]++;
    total++;
    return replica;
  }

  private int inside(long from) {
    var most = (double) (total + 1) / outstanding.length * FACTOR;
    for (var part : java.util.List.of(ring.tailMap(from), ring.headMap(from))) {
      for (var replica : part.values()) {
        if (total == 0 || outstanding[replica] + 1 <= most) {
          return replica;
        }
      }
    }
    return ring.tailMap(from).isEmpty()
        ? ring.get(ring.firstKey())
        : ring.get(ring.tailMap(from).firstKey());
  }

  @Override
  public void ended(Arrival arrival, int replica, double now) {
    outstanding[replica]--;
    total--;
  }

  private static long hash(String text) {
    var hash = 7L;
    for (var i = 0; i < text.length(); i++) {
      hash = Segment.mix(hash * 131 + text.charAt(i));
    }
    return hash;
  }
}
