package io.aimengine.gateway.routing;

import java.time.Duration;

/// Keeps requests from a replica that fails: closed while all is well; open for a while after
/// `TRIP` failures in a row or when told to; then half open, where one request at a time tries it,
/// and `PROOF` answers close it again. Each time it opens anew it stays open twice as long.
final class Breaker {
  static final int TRIP = 3;
  static final int PROOF = 2;
  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);

  /// For metrics and the dashboard.
  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /// What a request is to the breaker that let it through.
  enum Trial {
    ORDINARY,
    PROBE
  }

  private State state = State.CLOSED;
  private int failuresInRow;
  private int answersInRow;
  private int openings;
  private boolean probing;
  private long closesAt;

  State state(long now) {
    if (state == State.OPEN && now - closesAt >= 0) {
      state = State.HALF_OPEN;
      answersInRow = 0;
      probing = false;
    }
    return state;
  }

  /// Whether a request may be sent now.
  boolean admits(long now) {
    return switch (state(now)) {
      case CLOSED -> true;
      case OPEN -> false;
      case HALF_OPEN -> !probing;
    };
  }

  Trial sent(long now) {
    if (state(now) == State.HALF_OPEN && !probing) {
      probing = true;
      return Trial.PROBE;
    }
    return Trial.ORDINARY;
  }

  /// A request that was sent has ended.
  void ended(Trial trial, Outcome outcome, long now) {
    if (trial == Trial.PROBE) {
      probing = false;
    }
    if (outcome.isSuccess()) {
      answered(now);
    } else if (outcome.isFailure()) {
      failed(outcome, now);
    }
  }

  private void answered(long now) {
    failuresInRow = 0;
    if (state(now) == State.HALF_OPEN && ++answersInRow >= PROOF) {
      state = State.CLOSED;
      openings = 0;
    }
  }

  private void failed(Outcome outcome, long now) {
    switch (state(now)) {
      case HALF_OPEN -> open(now);
      case OPEN -> {}
      case CLOSED -> {
        // an engine's own 500 is judged against its neighbours', since requests can cause it
        if (outcome != Outcome.FAILED && ++failuresInRow >= TRIP) {
          open(now);
        }
      }
    }
  }

  void open(long now) {
    var time = Math.min(LONGEST.toNanos(), SHORTEST.toNanos() << Math.min(openings, 20));
    openings++;
    failuresInRow = 0;
    state = State.OPEN;
    closesAt = now + time;
  }
}
