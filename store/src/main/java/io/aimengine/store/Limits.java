package io.aimengine.store;

import java.time.Duration;

/// Bounds of a transfer. `attempts` counts tries in a row that brought no byte; `longestWait` is
/// the longest Retry-After that is obeyed rather than reported; `headroom` bytes stay free on the
/// disk.
public record Limits(
    Duration connect,
    Duration response,
    Duration stall,
    int attempts,
    Duration backoff,
    Duration longestWait,
    Duration pip,
    long headroom,
    int parallelFiles) {
  public static Limits defaults() {
    return new Limits(
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        6,
        Duration.ofSeconds(1),
        Duration.ofMinutes(5),
        Duration.ofHours(2),
        512L << 20,
        4);
  }

  /// For small answers that somebody waits for.
  static Limits interactive() {
    var usual = defaults();
    return new Limits(
        usual.connect(),
        usual.response(),
        usual.stall(),
        3,
        usual.backoff(),
        Duration.ofSeconds(20),
        usual.pip(),
        usual.headroom(),
        usual.parallelFiles());
  }

  public Limits withStall(Duration value) {
    return new Limits(
        connect, response, value, attempts, backoff, longestWait, pip, headroom, parallelFiles);
  }

  public Limits withHeadroom(long value) {
    return new Limits(
        connect, response, stall, attempts, backoff, longestWait, pip, value, parallelFiles);
  }

  public Limits withPip(Duration value) {
    return new Limits(
        connect, response, stall, attempts, backoff, longestWait, value, headroom, parallelFiles);
  }
}
