package io.aimengine.gateway.routing;

import java.util.ArrayList;
import java.util.List;

/// Keeps what it is told.
final class FakeWaiter implements Waiter {
  private final List<Admission> told = new ArrayList<>();

  static Waiter never() {
    return admission -> {
      throw new AssertionError("nobody waits for " + admission);
    };
  }

  @Override
  public void settled(Admission admission) {
    told.add(admission);
  }

  List<Admission> told() {
    return told;
  }

  Dispatch dispatch() {
    return ((Admission.Sent) told.getFirst()).dispatch();
  }
}
