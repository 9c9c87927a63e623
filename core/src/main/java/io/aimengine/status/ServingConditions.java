package io.aimengine.status;

import io.aimengine.status.Conditions.State;
import io.aimengine.status.Observed.PodState;
import io.aimengine.status.Observed.Trouble;
import io.aimengine.status.StatusReporter.Report;
import java.util.Optional;

/// Whether the weights are kept, whether every replica of this generation serves, and what is wrong
/// when not.
final class ServingConditions {
  private ServingConditions() {}

  static void add(Report report, Conditions conditions) {
    cached(report, conditions);
    ready(report, conditions);
    progressing(report, conditions);
    degraded(report, conditions);
  }

  /// Only a replica that has served proves that the weights are there.
  private static void cached(Report report, Conditions conditions) {
    if (report.cache().isPresent()) {
      var cache = report.cache().get();
      conditions.add("Cached", State.of(cache.holds()), cache.reason(), cache.sentence());
      return;
    }
    var observed = report.observed();
    var wanted = report.spec().map(spec -> spec.cache().enabled()).orElse(false);
    var filled = observed.ready() > 0 || conditions.was("Cached", Reason.FILLED);
    var reason =
        switch (observed.claim()) {
          case LOST -> Reason.CLAIM_LOST;
          case BOUND -> filled ? Reason.FILLED : Reason.FILLING;
          case PENDING -> Reason.CLAIM_PENDING;
          case NONE -> wanted ? Reason.CLAIM_PENDING : Reason.NOT_REQUESTED;
        };
    conditions.add("Cached", State.of(reason == Reason.FILLED), reason, reason.meaning());
  }

  private static void ready(Report report, Conditions conditions) {
    var observed = report.observed();
    var count = count(observed, observed.ready(), "ready");
    if (observed.serves() && observed.desired() > 0 && report.rollout().rolledBack().isPresent()) {
      conditions.add("Ready", State.FALSE, Reason.LAST_GOOD, count);
    } else if (observed.serves() && observed.desired() > 0) {
      conditions.add("Ready", State.TRUE, Reason.SERVING, count);
    } else if (observed.serves()) {
      conditions.add("Ready", State.FALSE, Reason.SCALED_TO_ZERO, "no replica is wanted");
    } else if (report.plan().isEmpty() && observed.total() == 0) {
      conditions.add("Ready", State.FALSE, Reason.NOT_PLANNED, Reason.NOT_PLANNED.meaning());
    } else {
      var trouble = trouble(observed);
      var onTrial = report.rollout().onTrial();
      conditions.add(
          "Ready",
          State.FALSE,
          trouble.map(Trouble::reason).orElse(unready(report)),
          count
              + (onTrial ? ", " + observed.updated() + " of them on trial" : "")
              + trouble
                  .map(Trouble::sentence)
                  .or(() -> missing(report).map(c -> "it waits for its weights: " + c.sentence()))
                  .map(why -> "; " + why)
                  .orElse(""));
    }
  }

  private static String count(Observed observed, int some, String which) {
    if (observed.desired() == 0) {
      return observed.total() == 0
          ? "nothing runs"
          : "no replica is wanted, " + observed.total() + " still run";
    }
    return some + " of " + observed.desired() + " replicas are " + which;
  }

  /// Weights that are to come before anything of this generation starts.
  private static Optional<SharedCache> missing(Report report) {
    return report.cache().filter(cache -> !cache.holds());
  }

  /// Why not every replica is of this generation, where no pod has an explanation.
  private static Reason unready(Report report) {
    if (missing(report).isPresent()) {
      return missing(report).get().reason();
    }
    if (report.plan().isEmpty()) {
      return Reason.LAST_GOOD;
    }
    return report.rollout().onTrial() ? Reason.ON_TRIAL : Reason.STARTING;
  }

  private static void progressing(Report report, Conditions conditions) {
    var observed = report.observed();
    var begins = report.plan().isPresent() && !observed.current();
    var moving =
        begins || (report.plan().isPresent() && observed.desired() > 0 && !observed.serves());
    var first = observed.ready() == 0;
    var change = report.rollout().onTrial() ? Reason.ON_TRIAL : Reason.ROLLOUT;
    var reason = moving ? (first ? Reason.STARTING : change) : Reason.SETTLED;
    var count = count(observed, observed.updated(), "of the last change");
    conditions.add("Progressing", State.of(moving), reason, count);
  }

  private static void degraded(Report report, Conditions conditions) {
    trouble(report.observed())
        .or(() ->
            missing(report)
                .filter(SharedCache::isTrouble)
                .map(cache -> Trouble.of(cache.reason(), cache.said())))
        .ifPresentOrElse(
            t -> conditions.add("Degraded", State.TRUE, t.reason(), t.sentence()),
            () ->
                conditions.add("Degraded", State.FALSE, Reason.HEALTHY, Reason.HEALTHY.meaning()));
  }

  /// Of the pods in the order of their names, so that a status does not flap between two of them.
  private static Optional<Trouble> trouble(Observed observed) {
    return observed.pods().stream()
        .sorted(java.util.Comparator.comparing(PodState::name))
        .map(PodState::trouble)
        .flatMap(Optional::stream)
        .findFirst();
  }
}
