package io.aimengine.store;

import java.time.Duration;

/// Bounds of a transfer. `attempts` counts tries in a row that brought no byte; `longestWait` is
/// the longest Retry-After that is obeyed rather than reported; `headroom` bytes stay free on the
/// disk; `connections` are those of all files together; `bytesPerSecond` is 0 for no limit;
/// `checkpoint` is the longest time whose bytes a power cut may cost.
public record Limits(
    Duration connect,
    Duration response,
    Duration stall,
    int attempts,
    Duration backoff,
    Duration longestWait,
    Duration pip,
    long headroom,
    int parallelFiles,
    int connections,
    long piece,
    long bytesPerSecond,
    Duration checkpoint) {
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
        8,
        16,
        8L << 20,
        0,
        Duration.ofSeconds(1));
  }

  /// For small answers that somebody waits for.
  static Limits interactive() {
    var usual = defaults();
    return new Limits(
        usual.connect,
        usual.response,
        usual.stall,
        3,
        usual.backoff,
        Duration.ofSeconds(20),
        usual.pip,
        usual.headroom,
        usual.parallelFiles,
        usual.connections,
        usual.piece,
        usual.bytesPerSecond,
        usual.checkpoint);
  }

  public Limits withStall(Duration value) {
    return with(value, pip, headroom, connections, piece, bytesPerSecond, checkpoint);
  }

  public Limits withHeadroom(long value) {
    return with(stall, pip, value, connections, piece, bytesPerSecond, checkpoint);
  }

  public Limits withPip(Duration value) {
    return with(stall, value, headroom, connections, piece, bytesPerSecond, checkpoint);
  }

  /// At most `most` connections, each of which brings pieces of at least `least` bytes.
  public Limits withConnections(int most, long least) {
    return with(stall, pip, headroom, most, least, bytesPerSecond, checkpoint);
  }

  public Limits withBytesPerSecond(long value) {
    return with(stall, pip, headroom, connections, piece, value, checkpoint);
  }

  public Limits withCheckpoint(Duration value) {
    return with(stall, pip, headroom, connections, piece, bytesPerSecond, value);
  }

  private Limits with(
      Duration stalled,
      Duration byPip,
      long free,
      int most,
      long least,
      long rate,
      Duration forced) {
    return new Limits(
        connect,
        response,
        stalled,
        attempts,
        backoff,
        longestWait,
        byPip,
        free,
        parallelFiles,
        most,
        least,
        rate,
        forced);
  }
}
