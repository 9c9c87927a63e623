package io.aimengine.local.supervise;

import io.aimengine.local.run.Deadline;
import io.aimengine.local.run.ProcessId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// An engine process under watch.
sealed interface RunningEngine {
  ProcessId id();

  /// Whether it has ended, after waiting at most this long for that.
  boolean endsWithin(Duration time);

  /// 128 + n for signal n; empty when another process's parent alone was told.
  Optional<Integer> exitCode();

  /// One that this supervisor started.
  record Child(Process process, ProcessId id) implements RunningEngine {
    @Override
    public boolean endsWithin(Duration time) {
      try {
        return process.waitFor(time.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !process.isAlive();
      }
    }

    @Override
    public Optional<Integer> exitCode() {
      return process.isAlive() ? Optional.empty() : Optional.of(process.exitValue());
    }
  }

  /// One that an earlier supervisor started. The kernel tells only a parent of an end, so this one
  /// is looked at.
  record Adopted(ProcessId id) implements RunningEngine {
    private static final Duration LOOK = Duration.ofMillis(100);

    @Override
    public boolean endsWithin(Duration time) {
      var deadline = Deadline.in(time);
      while (id.isAlive()) {
        if (deadline.isPast()) {
          return false;
        }
        Deadline.pause(deadline.left().compareTo(LOOK) < 0 ? deadline.left() : LOOK);
      }
      return true;
    }

    @Override
    public Optional<Integer> exitCode() {
      return Optional.empty();
    }
  }
}
