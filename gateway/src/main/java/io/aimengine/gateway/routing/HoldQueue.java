package io.aimengine.gateway.routing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Requests that wait for a replica or a free place, first come first served; one that waits for a
/// certain engine does not keep the others from theirs. Guarded by its endpoint's lock.
final class HoldQueue {
  private final Set<Waiting> waiting = new LinkedHashSet<>();

  /// One held request; each is its own, whatever it asks.
  static final class Waiting {
    private final Asked asked;
    private final Waiter waiter;
    private final long deadline;

    private Waiting(Asked asked, Waiter waiter, long deadline) {
      this.asked = asked;
      this.waiter = waiter;
      this.deadline = deadline;
    }

    Asked asked() {
      return asked;
    }

    long deadline() {
      return deadline;
    }
  }

  /// A waiter and what it is to be told, once the lock is free.
  record Settled(Waiter waiter, Admission admission) {
    void tell() {
      waiter.settled(admission);
    }
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Waiting add(Asked asked, Waiter waiter, long deadline) {
    var one = new Waiting(asked, waiter, deadline);
    waiting.add(one);
    return one;
  }

  /// False when it was settled before.
  boolean remove(Waiting one) {
    return waiting.remove(one);
  }

  /// Takes out all for whom there is an answer now.
  List<Settled> settle(Function<Waiting, Optional<? extends Admission>> answer) {
    var settled = new ArrayList<Settled>();
    for (var each = waiting.iterator(); each.hasNext(); ) {
      var one = each.next();
      var admission = answer.apply(one);
      if (admission.isPresent()) {
        each.remove();
        settled.add(new Settled(one.waiter, admission.get()));
      }
    }
    return settled;
  }
}
