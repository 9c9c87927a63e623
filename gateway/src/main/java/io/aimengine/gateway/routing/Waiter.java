package io.aimengine.gateway.routing;

/// Is told what became of a held request; called at most once, from whatever thread made the place
/// free, and outside the router's locks. It must not block.
@FunctionalInterface
public interface Waiter {
  void settled(Admission admission);
}
