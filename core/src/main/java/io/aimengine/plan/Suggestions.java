package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.plan.Change.World;
import java.util.ArrayList;
import java.util.Comparator;
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

  /// Changes to the manifest and to the machine, each kind as short as it can be, in the order in
  /// which people would try them.
  List<String> all() {
    var manifest = withoutDetours(ways(toManifest, List.of()));
    var ways = new ArrayList<>(manifest);
    machines(manifest.isEmpty()).stream()
        .filter(way -> manifest.stream().noneMatch(m -> m.has("hardware") && sameGpus(m, way)))
        .forEach(ways::add);
    var here = here();
    return ways.stream()
        .sorted(Comparator.comparingInt(way -> way.order(here)))
        .map(Way::words)
        .distinct()
        .toList();
  }

  /// Another engine would only hide what is wrong with flags or a recipe.
  private static List<Way> withoutDetours(List<Way> ways) {
    return ways.stream().anyMatch(way -> way.only("args") || way.only("recipe"))
        ? ways.stream().filter(way -> !way.has("engine")).toList()
        : ways;
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
  /// count left open. Where freeing devices is enough, nobody needs more of them.
  private List<Way> machines(boolean nothingElse) {
    var found = machines(List.of());
    if (found.isEmpty() && nothingElse) {
      found =
          machines(
              toManifest.stream().filter(c -> c.subject().equals("gpuCount")).limit(1).toList());
    }
    var here = here();
    var freed = found.stream().anyMatch(way -> way.has("free"));
    return found.stream()
        .filter(way -> !freed || way.has("free") || way.order(here) > 1)
        .sorted(
            Comparator.comparingInt((Way way) -> way.order(here))
                .thenComparingInt(way -> way.plan().candidate().gpuCount())
                .thenComparingDouble(way -> way.plan().candidate().accelerator().memoryGib())
                .thenComparing(way -> way.plan().candidate().accelerator().name()))
        .limit(MOST_MACHINES)
        .toList();
  }

  private static boolean sameGpus(Way one, Way other) {
    return one.plan().candidate().accelerator().equals(other.plan().candidate().accelerator());
  }

  /// The wished accelerator, else what is there.
  private Set<Accelerator> here() {
    var wished = now.wanted().wishes().hardware().flatMap(whatIf.catalog()::accelerator);
    if (wished.isPresent()) {
      return Set.of(wished.get());
    }
    return now.inventory().nodes().stream()
        .flatMap(node -> node.devices().stream())
        .map(Inventory.Devices::accelerator)
        .collect(Collectors.toSet());
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
    var replicas = now.wanted().replicas();
    return whatIf.plan(world.wanted(), world.inventory()).map(plan -> new Way(all, plan, replicas));
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
