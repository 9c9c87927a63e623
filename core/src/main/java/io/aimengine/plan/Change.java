package io.aimengine.plan;

import io.aimengine.plan.Judge.Judged;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// One change to what is wanted or to what is there. Of one `subject` only one change makes sense
/// at a time; `words` say it, once the plan that it leads to is known.
record Change(String subject, UnaryOperator<World> apply, Function<Judged, String> words) {
  /// What is wanted and what is there.
  record World(Wanted wanted, Inventory inventory) {}

  static Change wish(String subject, UnaryOperator<Wanted> change, Function<Judged, String> words) {
    return new Change(
        subject, world -> new World(change.apply(world.wanted()), world.inventory()), words);
  }

  /// Another machine.
  static Change machine(UnaryOperator<World> change, Function<Judged, String> words) {
    return new Change("machine", change, words);
  }

  /// This machine with nobody else on it.
  static Change free(UnaryOperator<World> change, Function<Judged, String> words) {
    return new Change("free", change, words);
  }
}
