package io.aimengine.status;

import java.time.Duration;
import java.time.Instant;
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
    Claim claim) {

  /// The claim of the weights, as its phase says.
  public enum Claim {
    NONE,
    PENDING,
    BOUND,
    LOST
  }

  /// A pod and the trouble that it is in, if any.
  public record PodState(String name, boolean ready, Optional<Trouble> trouble, Start start) {
    public PodState(String name, boolean ready, Optional<Trouble> trouble) {
      this(name, ready, trouble, Start.unknown());
    }
  }

  /// When a pod passed each step of its first start; what cannot be seen is empty. `budget` is how
  /// long the container may take before its start counts as failed.
  public record Start(
      Optional<Instant> created,
      Optional<Instant> scheduled,
      Optional<Instant> running,
      Optional<Instant> ready,
      Optional<Duration> budget) {
    static Start unknown() {
      return new Start(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /// Why a pod does not serve: the reason, and what was seen of it.
  public record Trouble(Reason reason, String seen) {
    public static Trouble of(Reason reason, String seen) {
      return new Trouble(reason, seen);
    }

    /// What happened, and what was seen.
    public String what() {
      return reason.meaning() + (seen.isEmpty() ? "" : " (" + seen + ")");
    }

    /// What happened, what was seen, what to do.
    String sentence() {
      return reason.advice().isEmpty() ? what() : what() + "; " + reason.advice();
    }
  }

  public Observed {
    pods = List.copyOf(pods);
  }

  /// Nothing there yet.
  public static Observed nothing() {
    return new Observed(false, 0, 0, 0, 0, 0, List.of(), Optional.empty(), Claim.NONE);
  }

  /// The same, seen before a change that was written since.
  public Observed outdated() {
    return new Observed(
        false, desired, total, updated, ready, available, pods, loadBalancer, claim);
  }

  /// Whether the last change serves with every replica.
  boolean serves() {
    return current && updated >= desired && ready >= desired && total == updated;
  }
}
