package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.render.Splitter;
import io.aimengine.status.Conditions.State;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A changed release that is tried beside the last good one, or was tried last: which pods are of
/// which (`Labels.RELEASE`), the percent of the requests that goes to it while it is tried, who
/// divides them, from when to when, and the sentence that explains how it stands.
public record Canary(
    Stage stage,
    String release,
    String stable,
    Optional<Integer> weight,
    Splitter splitter,
    Optional<Instant> since,
    Optional<Instant> until,
    String says) {

  /// How far it is. One that waits for GPUs waits.
  public enum Stage {
    WAITING(Reason.WAITING, State.TRUE),
    NO_ROOM(Reason.NO_ROOM, State.TRUE),
    ON_TRIAL(Reason.ON_TRIAL, State.TRUE),
    PROMOTED(Reason.PROMOTED, State.FALSE),
    ROLLED_BACK(Reason.ROLLED_BACK, State.FALSE);

    private final Reason reason;
    private final State state;

    Stage(Reason reason, State state) {
      this.reason = reason;
      this.state = state;
    }
  }

  boolean onTrial() {
    return stage == Stage.ON_TRIAL;
  }

  void say(Conditions conditions) {
    conditions.add("Canary", stage.state, stage.reason, says);
  }

  AIMEndpointStatus.Canary record() {
    var verdict = stage == Stage.NO_ROOM ? Stage.WAITING.reason : stage.reason;
    return new AIMEndpointStatus.Canary(
        release,
        stable,
        weight.orElse(null),
        splitter.id(),
        seconds(since),
        seconds(until),
        verdict.id());
  }

  private static @Nullable String seconds(Optional<Instant> time) {
    return time.map(t -> t.truncatedTo(ChronoUnit.SECONDS).toString()).orElse(null);
  }
}
