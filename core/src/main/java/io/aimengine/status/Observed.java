package io.aimengine.status;

import java.util.List;
import java.util.Optional;

/// What was seen of an endpoint's objects. `current` is false while the workload has not taken up
/// the last change; `pods` are those of the endpoint, whatever their revision.
public record Observed(
    boolean current,
    int desired,
    int total,
    int updated,
    int ready,
    int available,
    List<PodState> pods,
    Optional<String> loadBalancer,
    boolean claimPending) {

  /// A pod and the trouble that it is in, if any.
  public record PodState(String name, boolean ready, Optional<Trouble> trouble) {}

  /// Why a pod does not serve: a reason in one word (`OutOfMemory`), a sentence, and what to do.
  public record Trouble(String reason, String message, String hint) {}

  public Observed {
    pods = List.copyOf(pods);
  }

  /// Nothing there yet.
  public static Observed nothing() {
    return new Observed(false, 0, 0, 0, 0, 0, List.of(), Optional.empty(), false);
  }

  /// Whether the last change serves with every replica.
  boolean serves() {
    return current && updated >= desired && ready >= desired && total == updated;
  }
}
