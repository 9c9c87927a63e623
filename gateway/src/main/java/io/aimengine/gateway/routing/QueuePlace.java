package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.HoldQueue.Waiting;

/// A held request's place in its endpoint's queue.
record QueuePlace(Traffic traffic, Waiting waiting) implements Hold {
  @Override
  public long deadline() {
    return waiting.deadline();
  }

  @Override
  public boolean giveUp(long now) {
    return traffic.giveUp(waiting);
  }
}
