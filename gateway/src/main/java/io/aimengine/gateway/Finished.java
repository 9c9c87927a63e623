package io.aimengine.gateway;

import io.aimengine.gateway.wire.TokenUsage;
import java.util.Optional;

/// What is remembered of a request once it is over; nothing of what was said. Times are those of
/// the monotonic clock in nanoseconds; `firstPiece` and `lastPiece` are 0 when there was none.
/// `key` is the id of an API key and `replica` the last one asked, empty for none; `status` is what
/// the client got, 499 if it went away before anything.
record Finished(
    String id,
    String path,
    String model,
    String key,
    String replica,
    int status,
    End end,
    long start,
    long firstPiece,
    long lastPiece,
    long over,
    int pieces,
    int retries,
    long bytesIn,
    long bytesOut,
    Optional<TokenUsage> usage) {

  /// One that was answered at the front, by its head alone.
  static Finished here(String id, String path, int status, long bytesOut) {
    var now = System.nanoTime();
    var end = status < 400 ? End.COMPLETE : End.REFUSED;
    return new Finished(
        id, path, "", "", "", status, end, now, 0, 0, now, 0, 0, 0, bytesOut, Optional.empty());
  }

  /// How it ended.
  enum End {
    COMPLETE,
    REFUSED,
    ENGINE_FAILED,
    CLIENT_GONE
  }

  /// Who is told of it, on an event loop: must not block.
  interface Listener {
    void finished(Finished request);
  }
}
