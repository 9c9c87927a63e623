package io.aimengine.local.supervise;

import io.aimengine.local.run.EndpointDir;
import io.aimengine.local.run.EndpointState;
import io.aimengine.local.run.Phase;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.function.UnaryOperator;

/// The state of one endpoint as its supervisor knows it, on disk at each change. After the last
/// word, which another thread may speak, nothing is written.
final class Journal {
  private final EndpointDir dir;
  private final Clock clock;
  private EndpointState state;
  private boolean closed;

  Journal(EndpointDir dir, EndpointState state, Clock clock) {
    this.dir = dir;
    this.state = state;
    this.clock = clock;
  }

  synchronized EndpointState state() {
    return state;
  }

  synchronized void to(Phase phase) {
    if (state.phase() != phase) {
      change(now -> now.to(phase, clock.instant()));
      say(phase.label() + (state.lastError().isEmpty() ? "" : ": " + state.lastError()));
    }
  }

  synchronized void change(UnaryOperator<EndpointState> change) {
    if (!closed) {
      state = change.apply(state);
      write();
    }
  }

  // a full disk is no reason to let an engine go
  private void write() {
    try {
      dir.write(state);
    } catch (UncheckedIOException e) {
      say("cannot write the state: " + e.getMessage());
    }
  }

  synchronized void close(Phase last) {
    change(now -> now.withoutEngine());
    to(last);
    closed = true;
  }

  /// To the supervisor's own log.
  void say(String what) {
    System.out.println(clock.instant() + " " + what);
  }
}
