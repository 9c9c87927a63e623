package io.aimengine.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The next step from older releases to a new one, from what is there and nothing else: any
/// operator goes on where another stopped. A new replica comes first where a free block of GPUs is
/// there for it; else an old one goes first, and the new one is made when the old pod is no more.
/// At most one replica is missing at any time. While a canary is tried, the last good release keeps
/// its part.
final class Steps {
  private Steps() {}

  /// How many replicas a workload of a release shall have. What is not named has done its work and
  /// can go.
  record Scale(String suffix, String release, int replicas) {}

  /// `room` is asked only where a replica will come if it says so: whether a block is free while
  /// all pods hold theirs. With `recreate` all old replicas go before a new one comes, as the
  /// manifest asks; a canary comes beside them all the same.
  static List<Scale> next(Goal goal, List<Slot> slots, boolean recreate, BooleanSupplier room) {
    var old = new ArrayList<>(slots);
    old.removeIf(slot -> slot.release().equals(goal.release()));
    var there = slots.stream().filter(slot -> slot.release().equals(goal.release())).findFirst();
    var next = there.or(() -> place(goal, old));
    next.ifPresent(slot -> old.removeIf(other -> other.suffix().equals(slot.suffix())));
    if (next.isEmpty()) {
      return makePlace(goal, old);
    }
    if (goal.kept() == 0 && old.stream().allMatch(Slot::idle)) {
      return List.of(new Scale(next.get().suffix(), goal.release(), goal.next()));
    }
    var stable = stable(goal, next.get(), old);
    stable.ifPresent(slot -> old.removeIf(other -> other.suffix().equals(slot.suffix())));
    return between(goal, next.get(), stable, old, recreate && goal.stable().isEmpty(), room);
  }

  private static List<Scale> between(
      Goal goal,
      Slot next,
      Optional<Slot> stable,
      List<Slot> old,
      boolean recreate,
      BooleanSupplier room) {
    var there = held(next) + stable.map(Steps::held).orElse(0) + held(old);
    var kept = stable.map(slot -> raised(goal, slot, there));
    var total = there + kept.map(k -> k.wanted()).orElse(0) - stable.map(Slot::wanted).orElse(0);
    var settled = next.pods() == next.wanted() && next.ready() >= next.wanted();
    var wanted = Math.min(next.wanted(), goal.next());
    var more = settled && !recreate && wanted < goal.next();
    var scales = new ArrayList<Scale>();
    if (more && (total < goal.replicas() || (total == goal.replicas() && room.getAsBoolean()))) {
      var raised = Math.min(goal.next(), wanted + Math.max(1, goal.replicas() - total));
      scales.add(new Scale(next.suffix(), goal.release(), raised));
      kept.ifPresent(slot -> scales.add(as(slot, slot.wanted())));
      old.forEach(slot -> scales.add(as(slot, bad(goal, slot) ? 0 : slot.wanted())));
      return scales;
    }
    if (next.wanted() > 0) {
      scales.add(new Scale(next.suffix(), goal.release(), wanted));
    }
    var leaving =
        old.stream().anyMatch(Steps::leaving) || stable.filter(Steps::leaving).isPresent();
    var lostTheRace = next.stuck() && total > goal.replicas();
    var all = recreate || wanted >= goal.next();
    var fewer = !leaving && (settled || lostTheRace) ? (all ? Integer.MAX_VALUE : 1) : 0;
    kept.ifPresent(slot ->
        scales.add(
            as(slot, Math.max(Math.min(goal.kept(), slot.wanted()), slot.wanted() - fewer))));
    scales.addAll(lowered(goal, old, goal.stable().isPresent() ? Integer.MAX_VALUE : fewer));
    return scales;
  }

  /// The last good release has its part before a canary has any, but does not take the GPUs of a
  /// pod that is still there.
  private static Slot raised(Goal goal, Slot stable, int there) {
    var free = Math.max(0, goal.kept() + goal.next() - there);
    var missing = Math.max(0, goal.kept() - stable.wanted());
    return stable.withWanted(stable.wanted() + Math.min(free, missing));
  }

  private static Scale as(Slot slot, int replicas) {
    return new Scale(slot.suffix(), slot.release(), replicas);
  }

  /// Pods that are there or wanted.
  static int held(List<Slot> slots) {
    return slots.stream().mapToInt(Steps::held).sum();
  }

  private static int held(Slot slot) {
    return Math.max(slot.pods(), slot.wanted());
  }

  private static boolean leaving(Slot slot) {
    return slot.pods() > slot.wanted();
  }

  private static boolean bad(Goal goal, Slot slot) {
    return slot.release().equals(goal.dropped());
  }

  /// The workload of the release that keeps a part; made again when somebody took it away.
  private static Optional<Slot> stable(Goal goal, Slot next, List<Slot> old) {
    if (goal.stable().isEmpty()) {
      return Optional.empty();
    }
    var stable = goal.stable().get();
    return old.stream()
        .filter(goal::keeps)
        .findFirst()
        .or(() ->
            free(old.stream().filter(Slot::idle).toList(), old, next.suffix())
                .map(suffix -> Slot.none(suffix, stable)));
  }

  /// An empty workload is used again, so that names stay where that is possible.
  private static Optional<Slot> place(Goal goal, List<Slot> old) {
    var empty = old.stream().filter(Slot::idle).filter(slot -> !goal.keeps(slot)).toList();
    return free(empty, old, "").map(suffix -> Slot.none(suffix, goal.release()));
  }

  private static Optional<String> free(List<Slot> empty, List<Slot> old, String taken) {
    return empty.stream()
        .map(Slot::suffix)
        .findFirst()
        .or(() ->
            Slot.SUFFIXES.stream()
                .filter(suffix -> taken.isEmpty() || !suffix.equals(taken))
                .filter(suffix -> old.stream().noneMatch(slot -> slot.suffix().equals(suffix)))
                .findFirst());
  }

  /// Both workloads are taken: one must be emptied for a third release, never that which keeps a
  /// part.
  private static List<Scale> makePlace(Goal goal, List<Slot> old) {
    var others = old.stream().filter(slot -> !goal.keeps(slot)).toList();
    var emptied = others.stream().anyMatch(slot -> slot.wanted() == 0);
    var scales = new ArrayList<>(lowered(goal, others, emptied ? 0 : Integer.MAX_VALUE));
    old.stream().filter(goal::keeps).forEach(slot -> scales.add(as(slot, slot.wanted())));
    return scales;
  }

  /// The one that serves least goes first; what is bad goes at once.
  private static List<Scale> lowered(Goal goal, List<Slot> old, int fewer) {
    var first =
        old.stream()
            .filter(slot -> slot.wanted() > 0)
            .min(Comparator.comparingInt(Slot::ready).thenComparing(Slot::suffix));
    return old.stream()
        .map(slot -> {
          var less = first.filter(slot::equals).isPresent() ? fewer : 0;
          return as(slot, bad(goal, slot) ? 0 : Math.max(0, slot.wanted() - less));
        })
        .toList();
  }
}
