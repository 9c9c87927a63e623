package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.plan.Inventory.Devices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// All devices of one kind (an accelerator, its memory, its partition and what Kubernetes counts it
/// as), by node.
record Site(double memoryGib, String partition, String resource, List<Spot> spots) {

  /// The devices of the kind on one node, and what the node has of everything else.
  record Spot(
      String node, int total, int free, double cpus, long memoryBytes, Optional<String> product) {
    private static Spot of(Inventory.Node node, Devices devices) {
      return new Spot(
          node.name(),
          devices.total(),
          devices.free(),
          node.cpus(),
          node.memoryBytes(),
          Optional.of(devices.product()).filter(product -> !product.isEmpty()));
    }

    private Spot and(Spot other) {
      return new Spot(
          node,
          total + other.total,
          free + other.free,
          cpus,
          memoryBytes,
          product.or(other::product));
    }
  }

  private record Kind(double memoryGib, String partition, String resource)
      implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return Comparator.comparingDouble(Kind::memoryGib)
          .reversed()
          .thenComparing(Kind::partition)
          .thenComparing(Kind::resource)
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
                  new Kind(devices.memoryGib(), devices.partition(), devices.resource()),
                  _ -> new TreeMap<>())
              .merge(node.name(), Spot.of(node, devices), Spot::and);
        }
      }
    }
    var sites = new ArrayList<Site>();
    kinds.forEach((k, s) ->
        sites.add(new Site(k.memoryGib(), k.partition(), k.resource(), List.copyOf(s.values()))));
    return sites.isEmpty() ? List.of(empty(accelerator)) : sites;
  }

  /// Whole devices, of which there are none.
  static Site empty(Accelerator accelerator) {
    return new Site(accelerator.memoryGib(), "", Devices.GPU, List.of());
  }

  /// Where replicas of this candidate go.
  Optional<Place> place(Candidate candidate) {
    var products = spots.stream().map(Spot::product).flatMap(Optional::stream).distinct();
    return place(candidate.gpuCount())
        .map(spot ->
            new Place(
                spot.node(),
                partition,
                resource,
                products.sorted().toList(),
                least(Spot::cpus),
                (long) least(Spot::memoryBytes)));
  }

  /// The least that a node has for each of its devices.
  private double least(ToDoubleFunction<Spot> amount) {
    return spots.stream()
        .filter(spot -> spot.total() > 0 && amount.applyAsDouble(spot) > 0)
        .mapToDouble(spot -> amount.applyAsDouble(spot) / spot.total())
        .min()
        .orElse(0);
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
