package io.aimengine.operator;

import io.aimengine.canary.Split;
import java.util.Optional;

/// Where an endpoint's releases are going: of `replicas` that are wanted, `next` are of the new one
/// and `kept` of the last good one, which is named while a canary is tried. What is `dropped` was
/// found bad: none of it stays.
record Goal(
    int replicas, String release, int next, Optional<String> stable, int kept, String dropped) {

  /// All of one release.
  static Goal all(String release, int replicas) {
    return new Goal(replicas, release, replicas, Optional.empty(), 0, "");
  }

  static Goal of(History history, int replicas, int percent) {
    var release = history.current().id();
    var dropped = history.failed().map(History.Failure::release).orElse("");
    if (history.trial().isEmpty() || history.good().isEmpty()) {
      return new Goal(replicas, release, replicas, Optional.empty(), 0, dropped);
    }
    var split = Split.of(replicas, percent);
    var stable = history.good().get().id();
    return new Goal(
        replicas, release, split.canary(), Optional.of(stable), split.stable(), dropped);
  }

  boolean keeps(Slot slot) {
    return stable.filter(slot.release()::equals).isPresent();
  }
}
