package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.plan.Change.World;
import io.aimengine.plan.Judge.Judged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What would make an endpoint fit: the shortest lists of changes, each tried by the same rules.
final class Suggestions {
  private static final int MOST_CHANGES = 3;
  private static final int MOST_MACHINES = 3;

  private final WhatIf whatIf;
  private final World now;
  private final List<Change> toManifest;
  private final List<Change> toMachine;

  Suggestions(WhatIf whatIf, Wanted wanted, Inventory inventory) {
    this.whatIf = whatIf;
    this.now = new World(wanted, inventory);
    var changes = new Changes(whatIf.catalog(), whatIf.model(), wanted);
    this.toManifest = changes.toManifest();
    this.toMachine = changes.toMachine(inventory);
  }

  /// A list of changes and the plan that it leads to.
  private record Way(List<Change> changes, Judged plan) {
    String words() {
      var changed =
          changes.stream().map(c -> c.words().apply(plan)).collect(Collectors.joining(", "));
      var candidate = plan.candidate();
      return changed
          + ": serves on "
          + candidate.gpuCount()
          + " x "
          + candidate.accelerator().name();
    }
  }

  /// Changes to the manifest first, then to the machine, each kind as short as it can be.
  List<String> all() {
    var words = new LinkedHashSet<String>();
    var manifest = ways(toManifest, List.of());
    manifest.stream().map(Way::words).forEach(words::add);
    machines(manifest.isEmpty()).stream().map(Way::words).forEach(words::add);
    return List.copyOf(words);
  }

  /// All ways of the smallest number of changes that leads anywhere, on top of `always`.
  private List<Way> ways(List<Change> from, List<Change> always) {
    for (var size = 1; size <= MOST_CHANGES; size++) {
      var found =
          subsets(from, size).stream().flatMap(set -> attempt(always, set).stream()).toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  /// Another machine as the manifest stands; else, if no change to the manifest helps, with the GPU
  /// count left open. Freeing devices comes first, then more of what is here.
  private List<Way> machines(boolean nothingElse) {
    var found = machines(List.of());
    if (found.isEmpty() && nothingElse) {
      found =
          machines(
              toManifest.stream().filter(c -> c.subject().equals("gpuCount")).limit(1).toList());
    }
    return found.stream()
        .sorted(
            Comparator.comparing((Way way) -> !way.changes().getLast().equals(toMachine.getFirst()))
                .thenComparing(way -> !here(way.plan().candidate().accelerator()))
                .thenComparingInt(way -> way.plan().candidate().gpuCount())
                .thenComparingDouble(way -> way.plan().candidate().accelerator().memoryGib())
                .thenComparing(way -> way.plan().candidate().accelerator().name()))
        .limit(MOST_MACHINES)
        .toList();
  }

  private boolean here(Accelerator accelerator) {
    return now.inventory().nodes().stream()
        .flatMap(node -> node.devices().stream())
        .anyMatch(devices -> devices.accelerator().equals(accelerator));
  }

  private List<Way> machines(List<Change> always) {
    return toMachine.stream().flatMap(c -> attempt(always, List.of(c)).stream()).toList();
  }

  private Optional<Way> attempt(List<Change> always, List<Change> set) {
    var all = new ArrayList<>(always);
    all.addAll(set);
    var world = now;
    for (var change : all) {
      world = change.apply().apply(world);
    }
    return whatIf.plan(world.wanted(), world.inventory()).map(plan -> new Way(all, plan));
  }

  /// Sets of a size in which no subject is changed twice, in the order of the changes.
  private static List<List<Change>> subsets(List<Change> from, int size) {
    if (size == 0) {
      return List.of(List.of());
    }
    var all = new ArrayList<List<Change>>();
    for (var i = 0; i < from.size(); i++) {
      var first = from.get(i);
      for (var rest : subsets(from.subList(i + 1, from.size()), size - 1)) {
        if (!subjects(rest).contains(first.subject())) {
          var set = new ArrayList<Change>();
          set.add(first);
          set.addAll(rest);
          all.add(set);
        }
      }
    }
    return all;
  }

  private static Set<String> subjects(List<Change> changes) {
    return changes.stream().map(Change::subject).collect(Collectors.toSet());
  }
}
