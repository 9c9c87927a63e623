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

  /// When a pod passed each step of its first start; what cannot be seen is empty. `fetched` is how
  /// long an init container took for the weights, `budget` how long the container may take before
  /// its start counts as failed, `log` what the engine wrote. `restarted` when this is no longer
  /// the container that ran first.
  public record Start(
      Optional<Instant> created,
      Optional<Instant> scheduled,
      Optional<Instant> running,
      Optional<Instant> ready,
      Optional<Duration> fetched,
      Optional<Duration> budget,
      String release,
      boolean restarted,
      StartLog log) {
    static Start unknown() {
      return new Start(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "",
          false,
          StartLog.nothing());
    }

    private Start with(StartLog read) {
      return new Start(
          created, scheduled, running, ready, fetched, budget, release, restarted, read);
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

  /// The same with what the engine of one pod wrote of its start.
  public Observed told(String pod, StartLog log) {
    return new Observed(
        current,
        desired,
        total,
        updated,
        ready,
        available,
        pods.stream()
            .map(p ->
                p.name().equals(pod)
                    ? new PodState(p.name(), p.ready(), p.trouble(), p.start().with(log))
                    : p)
            .toList(),
        loadBalancer,
        claim);
  }

  /// Whether the last change serves with every replica.
  boolean serves() {
    return current && updated >= desired && ready >= desired && total == updated;
  }
}
