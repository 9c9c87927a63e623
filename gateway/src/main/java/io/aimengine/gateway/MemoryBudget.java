package io.aimengine.gateway;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of request bodies may be held at once, over all requests.
final class MemoryBudget {
  private final long most;
  private final AtomicLong used = new AtomicLong();

  MemoryBudget(long most) {
    this.most = most;
  }

  /// A third of the heap: engines get bodies as they are, so each is there twice at most.
  static MemoryBudget ofHeap() {
    return new MemoryBudget(Runtime.getRuntime().maxMemory() / 3);
  }

  boolean take(long bytes) {
    if (used.addAndGet(bytes) <= most) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
