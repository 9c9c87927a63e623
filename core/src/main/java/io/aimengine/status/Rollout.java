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
    List<String> unknownHardware) {
  private static final int LISTED = 4;

  public Rollout {
    unknownHardware = List.copyOf(unknownHardware);
  }

  /// Nothing to say.
  public static Rollout settled() {
    return new Rollout(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  /// These conditions are there only while they are true.
  void say(Conditions conditions) {
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
