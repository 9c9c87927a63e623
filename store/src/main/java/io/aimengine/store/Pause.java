package io.aimengine.store;

import java.time.Duration;

/// Waits; tests give one that does not.
@FunctionalInterface
public interface Pause {
  Pause REAL = Thread::sleep;

  void sleep(Duration duration) throws InterruptedException;
}
