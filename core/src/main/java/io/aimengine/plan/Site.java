package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// All devices of one kind (an accelerator, its memory and its partition), by node.
record Site(double memoryGib, String partition, List<Spot> spots) {

  /// The devices of the kind on one node.
  record Spot(String node, int total, int free, double cpus) {}

  private record Kind(double memoryGib, String partition) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return Comparator.comparingDouble(Kind::memoryGib)
          .reversed()
          .thenComparing(Kind::partition)
          .compare(this, other);
    }
  }

  Site {
    spots = List.copyOf(spots);
  }

  /// The kinds of this accelerator that an inventory has, largest memory first; one without spots
  /// when it has none.
  static List<Site> of(Inventory inventory, Accelerator accelerator) {
    var kinds = new TreeMap<Kind, TreeMap<String, Spot>>();
    for (var node : inventory.nodes()) {
      for (var devices : node.devices()) {
        if (devices.accelerator().name().equalsIgnoreCase(accelerator.name())) {
          kinds
              .computeIfAbsent(
                  new Kind(devices.memoryGib(), devices.partition()), _ -> new TreeMap<>())
              .merge(
                  node.name(),
                  new Spot(node.name(), devices.total(), devices.free(), node.cpus()),
                  (a, b) ->
                      new Spot(a.node(), a.total() + b.total(), a.free() + b.free(), a.cpus()));
        }
      }
    }
    var sites = new ArrayList<Site>();
    kinds.forEach(
        (k, s) -> sites.add(new Site(k.memoryGib(), k.partition(), List.copyOf(s.values()))));
    return sites.isEmpty() ? List.of(new Site(accelerator.memoryGib(), "", List.of())) : sites;
  }

  /// The node that is left with the fewest free devices, so that large endpoints still find room.
  Optional<Spot> place(int gpus) {
    return spots.stream()
        .filter(spot -> spot.free() >= gpus)
        .min(Comparator.comparingInt(Spot::free).thenComparing(Spot::node));
  }

  /// How many replicas of so many devices find room, each on one node.
  int room(int gpus) {
    return spots.stream().mapToInt(spot -> spot.free() / Math.max(1, gpus)).sum();
  }

  /// Processors that every node of this kind has, 0 if unknown.
  int cpus() {
    return (int) spots.stream().mapToDouble(Spot::cpus).min().orElse(0);
  }

  /// Devices of the node that has most.
  int largest() {
    return spots.stream().mapToInt(Spot::total).max().orElse(0);
  }
}
