package io.aimengine.status;

import io.aimengine.status.Conditions.State;
import java.util.List;
import java.util.Optional;

/// What is to be said of an endpoint's change from one release to the next: a sentence for each
/// condition that holds. `unknownHardware` are the GPUs of the cluster that the catalog lacks.
public record Rollout(
    Optional<String> updateAvailable,
    Optional<String> blocked,
    Optional<String> rolledBack,
    List<String> unknownHardware,
    Optional<Canary> canary) {
  private static final int LISTED = 4;

  public Rollout {
    unknownHardware = List.copyOf(unknownHardware);
  }

  public Rollout(
      Optional<String> updateAvailable,
      Optional<String> blocked,
      Optional<String> rolledBack,
      List<String> unknownHardware) {
    this(updateAvailable, blocked, rolledBack, unknownHardware, Optional.empty());
  }

  /// Nothing to say.
  public static Rollout settled() {
    return new Rollout(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  public Rollout with(Optional<Canary> tried) {
    return new Rollout(updateAvailable, blocked, rolledBack, unknownHardware, tried);
  }

  /// With what a change waits for, unless that is said already.
  public Rollout blockedBy(Optional<String> needs) {
    return new Rollout(
        updateAvailable, blocked.or(() -> needs), rolledBack, unknownHardware, canary);
  }

  boolean onTrial() {
    return canary.filter(Canary::onTrial).isPresent();
  }

  /// These conditions are there only while they are true; what became of a canary stays until the
  /// next change.
  void say(Conditions conditions) {
    canary.ifPresent(tried -> tried.say(conditions));
    updateAvailable.ifPresent(
        text -> conditions.add("UpdateAvailable", State.TRUE, Reason.NEW_RENDER, text));
    blocked.ifPresent(text -> conditions.add("RolloutBlocked", State.TRUE, Reason.NO_ROOM, text));
    rolledBack.ifPresent(
        text -> conditions.add("RolledBack", State.TRUE, Reason.RELEASE_FAILED, text));
    if (!unknownHardware.isEmpty()) {
      var more = unknownHardware.size() - LISTED;
      var listed = String.join("; ", unknownHardware.stream().limit(LISTED).toList());
      conditions.add(
          "UnknownHardware",
          State.TRUE,
          Reason.NOT_IN_CATALOG,
          more > 0 ? listed + "; and " + more + " more" : listed);
    }
  }
}
