package io.aimengine.gateway.routing;

/// Stable 64-bit hashes: the same on every machine and in every version of the JDK.
final class Hash64 {
  private Hash64() {}

  /// A bijection whose every output bit depends on every input bit (the finalizer of SplitMix64).
  static long mix(long value) {
    var z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  static long of(String text) {
    var hash = (long) text.length();
    for (var i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  /// Of two things together; the order matters.
  static long of(long first, long second) {
    return mix(mix(first) ^ second);
  }

  /// Evenly spread, from 0 (exclusive) to 1 (inclusive).
  static double unit(long hash) {
    return ((hash >>> 11) + 1) * 0x1.0p-53;
  }
}
