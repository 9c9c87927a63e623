package io.aimengine.store;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/// Closes a stream whose reader has waited too long, since a blocked read has no timeout of its
/// own. Time that the reader spends elsewhere does not count.
final class StallWatch implements AutoCloseable {
  private static final long IDLE = Long.MIN_VALUE;

  private final long limit;
  private final Closeable stream;
  private final Thread thread;
  private volatile long waitingSince = IDLE;
  private volatile State state = State.WATCHING;

  private enum State {
    WATCHING,
    STALLED
  }

  StallWatch(Duration limit, Closeable stream) {
    this.limit = limit.toNanos();
    this.stream = stream;
    this.thread = Thread.ofVirtual().unstarted(this::watch);
  }

  StallWatch start() {
    thread.start();
    return this;
  }

  void waiting() {
    waitingSince = System.nanoTime();
  }

  void moving() {
    waitingSince = IDLE;
  }

  boolean stalled() {
    return state == State.STALLED;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(Duration.ofNanos(Math.max(1_000_000, limit / 4)));
        var since = waitingSince;
        if (since != IDLE && System.nanoTime() - since > limit) {
          state = State.STALLED;
          stream.close();
          return;
        }
      }
    } catch (InterruptedException | IOException _) {
      return; // the reader is done, or will see the broken stream
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
