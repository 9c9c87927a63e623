package io.aimengine.operator;

import io.aimengine.canary.Judge;
import io.aimengine.canary.Policy;
import io.aimengine.canary.Trial;
import io.aimengine.metrics.Traffic;
import io.aimengine.operator.Looks.Look;
import io.aimengine.spec.EndpointSpec;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Tries canaries: a trial begins when all replicas of the canary serve, engines are looked at
/// while it lasts, and core judges. All that matters is kept in the history; what is remembered
/// here is the last look.
final class Trials {
  private static final Duration LOOK = Duration.ofSeconds(15);
  private static final Duration TELL = Duration.ofMinutes(1);

  private final Looks looks;
  private final Consumer<ResourceID> wake;
  private final InstantSource clock;
  private final Map<ResourceID, Told> told = new ConcurrentHashMap<>();

  /// What was said of a trial that goes on, and when.
  private record Told(Instant at, String why) {}

  Trials(Looks looks, Consumer<ResourceID> wake, InstantSource clock) {
    this.looks = looks;
    this.wake = wake;
    this.clock = clock;
  }

  /// How often engines are looked at.
  static Duration interval(Policy policy) {
    var quarter = policy.duration().dividedBy(4);
    var least = quarter.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : quarter;
    return least.compareTo(LOOK) < 0 ? least : LOOK;
  }

  /// What the engines say of the canary, if there is one.
  History seen(World world, History history, Goal goal, EndpointSpec spec) {
    var id = ResourceID.fromResource(world.endpoint());
    var good = history.good();
    if (history.trial().isEmpty() || good.isEmpty()) {
      told.remove(id);
      return history;
    }
    if (!spec.deployment().canary().enabled()) {
      return ended(id, history.promoted("deployment.canary was turned off: the change goes on"));
    }
    var policy = Policy.of(spec.deployment().canary());
    var trial = history.trial().get();
    var canary = world.podsOf(history.current().id());
    var stable = world.podsOf(good.get().id());
    var ready = (int) canary.stream().filter(Slot::serves).count();
    if (goal.next() == 0 || (trial.begun().isEmpty() && ready < goal.next())) {
      return history;
    }
    var due = clock.instant().minus(interval(policy));
    var fresh = looks.latest(id).filter(look -> look.at().isAfter(due));
    if (fresh.isEmpty()) {
      looks.take(id, List.of(canary, stable), wake);
      return history;
    }
    if (trial.begun().isEmpty()) {
      return history.begun(fresh.get().at(), fresh.get().pods());
    }
    var since = trial.begun().get();
    var verdict =
        Judge.judge(
            policy,
            new Trial(
                since,
                fresh.get().at(),
                sum(canary, trial, fresh.get()),
                sum(stable, trial, fresh.get()),
                goal.next(),
                ready,
                restarts(canary, since)));
    return switch (verdict.choice()) {
      case PROMOTE -> ended(id, history.promoted(verdict.why()));
      case ROLL_BACK -> ended(id, history.back(verdict.why(), false));
      case WAIT -> {
        tell(id, fresh.get().at(), verdict.why());
        yield history;
      }
    };
  }

  private History ended(ResourceID endpoint, History history) {
    looks.forget(endpoint);
    told.remove(endpoint);
    return history;
  }

  /// A status is not written for every look.
  private void tell(ResourceID endpoint, Instant at, String why) {
    told.merge(
        endpoint,
        new Told(at, why),
        (before, now) -> before.at().plus(TELL).isAfter(now.at()) ? before : now);
  }

  /// How it stands, as of the last minute.
  Optional<String> figures(World world) {
    return Optional.ofNullable(told.get(ResourceID.fromResource(world.endpoint()))).map(Told::why);
  }

  /// What was answered since the trial began. An engine that was there before and did not answer
  /// then has nothing to be compared with.
  private static Traffic sum(List<Pod> pods, History.Trial trial, Look look) {
    var all = Traffic.none();
    for (var pod : pods) {
      var name = pod.getMetadata().getName();
      var now = look.pods().get(name);
      var before = trial.before().get(name);
      if (now != null && (before != null || younger(pod, trial))) {
        all = all.plus(before == null ? now : now.since(before));
      }
    }
    return all;
  }

  private static boolean younger(Pod pod, History.Trial trial) {
    var since = trial.begun().orElse(Instant.MAX);
    return Observations.instant(pod.getMetadata().getCreationTimestamp())
        .filter(created -> !created.isBefore(since))
        .isPresent();
  }

  private static int restarts(List<Pod> canary, Instant since) {
    return (int)
        canary.stream()
            .filter(pod -> pod.getStatus() != null)
            .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
            .map(status -> status.getLastState())
            .filter(last -> last != null && last.getTerminated() != null)
            .flatMap(last -> Observations.instant(last.getTerminated().getFinishedAt()).stream())
            .filter(end -> end.isAfter(since))
            .count();
  }
}
