package io.aimengine.operator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The next step from older releases to a new one, from what is there and nothing else: any
/// operator goes on where another stopped. A new replica comes first where a free block of GPUs is
/// there for it; else an old one goes first, and the new one is made when the old pod is no more.
/// At most one replica is missing at any time.
final class Steps {
  private Steps() {}

  /// How many replicas a workload shall have; `next` when it is to be of the new release. What is
  /// not named has done its work and can go.
  record Scale(String suffix, boolean next, int replicas) {}

  /// `room` is asked only where it matters: whether a block is free while all pods hold theirs.
  /// With `recreate` all old replicas go before a new one comes, as the manifest asks.
  static List<Scale> next(
      int replicas, String release, List<Slot> slots, boolean recreate, BooleanSupplier room) {
    var old = new ArrayList<>(slots);
    old.removeIf(slot -> slot.release().equals(release));
    var there = slots.stream().filter(slot -> slot.release().equals(release)).findFirst();
    var next = there.or(() -> place(release, old));
    next.ifPresent(slot -> old.removeIf(other -> other.suffix().equals(slot.suffix())));
    if (next.isEmpty()) {
      var emptied = old.stream().anyMatch(slot -> slot.wanted() == 0);
      return lowered(old, emptied ? 0 : Integer.MAX_VALUE);
    }
    if (old.stream().allMatch(Slot::idle)) {
      return List.of(new Scale(next.get().suffix(), true, replicas));
    }
    return between(replicas, next.get(), old, recreate, room);
  }

  private static List<Scale> between(
      int replicas, Slot next, List<Slot> old, boolean recreate, BooleanSupplier room) {
    var total = held(next) + old.stream().mapToInt(Steps::held).sum();
    var settled = next.pods() == next.wanted() && next.ready() >= next.wanted();
    var wanted = Math.min(next.wanted(), replicas);
    var place = total < replicas || (total == replicas && room.getAsBoolean());
    var scales = new ArrayList<Scale>();
    if (settled && !recreate && wanted < replicas && place) {
      var more = Math.max(1, replicas - total);
      scales.add(new Scale(next.suffix(), true, Math.min(replicas, wanted + more)));
      old.forEach(slot -> scales.add(new Scale(slot.suffix(), false, slot.wanted())));
      return scales;
    }
    if (next.wanted() > 0) {
      scales.add(new Scale(next.suffix(), true, wanted));
    }
    var leaving = old.stream().anyMatch(slot -> slot.pods() > slot.wanted());
    var lostTheRace = next.stuck() && total > replicas;
    var all = recreate || wanted >= replicas;
    var fewer = !leaving && (settled || lostTheRace) ? (all ? Integer.MAX_VALUE : 1) : 0;
    scales.addAll(lowered(old, fewer));
    return scales;
  }

  private static int held(Slot slot) {
    return Math.max(slot.pods(), slot.wanted());
  }

  /// An empty workload is used again, so that names stay where that is possible.
  private static Optional<Slot> place(String release, List<Slot> old) {
    return old.stream()
        .filter(Slot::idle)
        .map(Slot::suffix)
        .findFirst()
        .or(() ->
            Slot.SUFFIXES.stream()
                .filter(suffix -> old.stream().noneMatch(slot -> slot.suffix().equals(suffix)))
                .findFirst())
        .map(suffix -> Slot.none(suffix, release));
  }

  /// The one that serves least goes first.
  private static List<Scale> lowered(List<Slot> old, int fewer) {
    var first =
        old.stream()
            .filter(slot -> slot.wanted() > 0)
            .min(Comparator.comparingInt(Slot::ready).thenComparing(Slot::suffix));
    return old.stream()
        .map(slot ->
            new Scale(
                slot.suffix(),
                false,
                first.filter(slot::equals).isPresent()
                    ? Math.max(0, slot.wanted() - fewer)
                    : slot.wanted()))
        .toList();
  }
}
