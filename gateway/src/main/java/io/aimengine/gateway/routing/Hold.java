package io.aimengine.gateway.routing;

/// A request that waits in an endpoint's queue.
public interface Hold {
  /// Until when it may wait, on the caller's clock in nanoseconds. The caller calls `giveUp` then.
  long deadline();

  /// The client went away, or the deadline is here: true if it still waited, and then its waiter is
  /// never told.
  boolean giveUp(long now);
}
