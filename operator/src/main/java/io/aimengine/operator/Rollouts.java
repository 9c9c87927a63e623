package io.aimengine.operator;

import io.aimengine.operator.Planning.Room;
import io.aimengine.operator.Steps.Scale;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.Deployment;
import io.aimengine.spec.Deployment.Strategy;
import io.aimengine.status.Rollout;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// How the change from one release to the next goes: its next step, and whether it has served,
/// failed, or waits for GPUs that others hold.
final class Rollouts {
  private final Planning planning;

  Rollouts(Planning planning) {
    this.planning = planning;
  }

  /// How many replicas each workload shall have now. For one that comes before an older one goes,
  /// GPUs are put aside until the older one is gone.
  List<Scale> next(World world, History history, Goal goal, Deployment wanted) {
    var recreate = wanted.strategy().filter(Strategy.RECREATE::equals).isPresent();
    var surge = wanted.maxSurge().filter(text -> text.equals("0") || text.equals("0%")).isEmpty();
    var slots = world.slots();
    var surges = new AtomicBoolean(Steps.held(slots) > goal.replicas());
    var scales =
        Steps.next(
            goal,
            slots,
            recreate,
            () -> {
              surges.set(surge && planning.surges(history.current(), goal.replicas()));
              return surges.get();
            });
    if (!surges.get()) {
      planning.surged(world.endpoint());
    }
    return scales;
  }

  /// What the pods say of the release that is being rolled out.
  History seen(History history, List<Slot> slots, int wanted) {
    var running = running(history, slots);
    if (history.served() || running.isEmpty()) {
      return history;
    }
    var slot = running.get();
    if (slot.broken().isPresent()) {
      return history.back(slot.broken().get(), false);
    }
    if (wanted > 0 && slot.ready() >= wanted && history.trial().isEmpty()) {
      return history.proven();
    }
    return slot.stuck() && roomOnlyForTheOld(history)
        ? history.back("somebody else took the GPUs for " + history.current().recipe(), true)
        : history;
  }

  private boolean roomOnlyForTheOld(History history) {
    return history.good().isPresent()
        && room(history.current()).blocks() == 0
        && room(history.good().get()).blocks() > 0;
  }

  private static Optional<Slot> running(History history, List<Slot> slots) {
    var release = history.current().id();
    return slots.stream().filter(slot -> slot.release().equals(release)).findFirst();
  }

  Room room(Release release) {
    return planning.room(release.accelerator(), release.gpus());
  }

  /// Whether what was given up for want of room would find some now.
  boolean worthAnotherTry(History history, String inputs) {
    return history
        .gaveUp(inputs)
        .filter(failure -> failure.retry())
        .filter(failure -> planning.room(failure.accelerator(), failure.gpus()).blocks() > 0)
        .isPresent();
  }

  /// What is to be said. `rendered` is what this operator would render now.
  Rollout said(
      History history,
      String inputs,
      List<Slot> slots,
      Optional<Outcome> outcome,
      Optional<Release> rendered,
      List<String> unknownHardware) {
    var current = history.current();
    var failed = history.gaveUp(inputs);
    return new Rollout(
        rendered
            .filter(_ -> current.inputs().equals(inputs))
            .filter(release -> !release.id().equals(current.id()))
            .map(release -> update(current, release)),
        stuck(history, slots)
            .or(() -> failed.filter(f -> f.retry()).map(f -> blocked(f.accelerator(), f.gpus())))
            .or(() ->
                failed.isPresent() || current.inputs().equals(inputs)
                    ? Optional.empty()
                    : outcome.flatMap(this::infeasible)),
        failed.map(failure ->
            "%s: %s serves again; change the spec, or annotate %s to try again"
                .formatted(failure.reason(), current.recipe(), Release.ROLL)),
        unknownHardware);
  }

  private static String update(Release current, Release now) {
    var what =
        now.recipe().equals(current.recipe())
            ? "this operator renders " + now.recipe() + " in another way"
            : now.recipe() + " would be chosen now";
    return what + "; nothing was restarted: annotate " + Release.ROLL + " with a new value to roll";
  }

  private Optional<String> stuck(History history, List<Slot> slots) {
    var current = history.current();
    return running(history, slots)
        .filter(Slot::stuck)
        .filter(_ -> room(current).blocks() == 0)
        .map(_ -> blocked(current.accelerator(), current.gpus()));
  }

  private String blocked(String accelerator, int gpus) {
    return "needs %d %s, largest free block %d"
        .formatted(gpus, accelerator, planning.room(accelerator, gpus).largest());
  }

  /// A new wish that finds no room while the old one goes on serving.
  private Optional<String> infeasible(Outcome outcome) {
    return switch (outcome.result()) {
      case PlanResult.Planned _ -> Optional.empty();
      case PlanResult.Infeasible(var why) ->
          why.rejected().stream()
              .filter(v -> v.objections().stream().anyMatch(o -> o.code().startsWith("devices.")))
              .map(verdict -> verdict.candidate())
              .findFirst()
              .map(c -> blocked(c.accelerator().name(), c.gpuCount()) + "; the last one goes on");
    };
  }
}
