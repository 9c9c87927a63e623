package io.aimengine.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Conditions of one generation. A transition time moves only when the status does.
final class Conditions {
  private static final int LONGEST = 900;

  private final List<Condition> before;
  private final long generation;
  private final Instant now;
  private final List<Condition> all = new ArrayList<>();

  Conditions(List<Condition> before, long generation, Instant now) {
    this.before = before;
    this.generation = generation;
    this.now = now;
  }

  /// True, False or Unknown.
  enum State {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String id;

    State(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }

    static State of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }

  void add(String type, State state, Reason reason, String message) {
    var since =
        before.stream()
            .filter(c -> type.equals(c.getType()) && state.id.equals(c.getStatus()))
            .map(Condition::getLastTransitionTime)
            .findFirst()
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    all.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(state.id)
            .withReason(reason.id())
            .withMessage(Verdicts.shortened(message, LONGEST))
            .withLastTransitionTime(since)
            .withObservedGeneration(generation)
            .build());
  }

  /// Whether a condition held for this reason before.
  boolean was(String type, Reason reason) {
    return before.stream()
        .anyMatch(c -> type.equals(c.getType()) && reason.id().equals(c.getReason()));
  }

  /// Says again what was said before.
  void again(String type) {
    before.stream()
        .filter(c -> type.equals(c.getType()))
        .findFirst()
        .ifPresent(
            c -> all.add(new ConditionBuilder(c).withObservedGeneration(generation).build()));
  }

  List<Condition> all() {
    return List.copyOf(all);
  }
}
