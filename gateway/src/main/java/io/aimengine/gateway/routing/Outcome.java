package io.aimengine.gateway.routing;

/// How an attempt at a replica ended.
public enum Outcome {
  /// An answer below 500, whatever the client makes of it.
  ANSWERED(Blame.NONE),
  /// The client went away: says nothing of the replica.
  CANCELLED(Blame.NOBODY),
  /// No connection, or one that was closed before the first byte of an answer.
  UNREACHABLE(Blame.REPLICA),
  /// 502, 503 or 504: the engine starts, stops or is full.
  UNAVAILABLE(Blame.REPLICA),
  /// 500 and the others: may well be the request's fault, and is not tried again.
  FAILED(Blame.REPLICA),
  /// The answer broke off.
  BROKEN(Blame.REPLICA),
  /// No byte in time.
  TIMED_OUT(Blame.REPLICA);

  private final Blame blame;

  private enum Blame {
    NONE,
    NOBODY,
    REPLICA
  }

  Outcome(Blame blame) {
    this.blame = blame;
  }

  boolean isFailure() {
    return blame == Blame.REPLICA;
  }

  boolean isSuccess() {
    return blame == Blame.NONE;
  }

  /// Whether another replica may do better, as long as the client got no byte.
  boolean isWorthAnother() {
    return this == UNREACHABLE || this == UNAVAILABLE || this == TIMED_OUT;
  }
}
