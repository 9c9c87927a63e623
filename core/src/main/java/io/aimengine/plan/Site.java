package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.plan.Inventory.Devices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/// All devices of one kind (an accelerator, its memory, its partition and what Kubernetes counts it
/// as), by name of the node. Rules ask for each candidate, so `byFree` (nodes by their free
/// devices) and `largest` (devices of the node that has most) are counted once.
record Site(Kind kind, List<Spot> spots, NavigableMap<Integer, Group> byFree, int largest) {
  /// The devices of the kind on one node, and what the node has of everything else. `product` is ""
  /// where nothing but a device id told what they are.
  record Spot(String node, int total, int free, double cpus, long memoryBytes, String product) {
    private static Spot of(Inventory.Node node, Devices devices) {
      return new Spot(
          node.name(),
          devices.total(),
          devices.free(),
          node.cpus(),
          node.memoryBytes(),
          devices.product());
    }

    private Spot and(Spot other) {
      return new Spot(
          node,
          total + other.total,
          free + other.free,
          cpus,
          memoryBytes,
          product.isEmpty() ? other.product : product);
    }
  }

  /// Nodes with as many free devices: the first by name, and how many they are.
  record Group(Spot first, int nodes) {
    private Group and(Group other) {
      return new Group(first, nodes + other.nodes);
    }
  }

  record Kind(double memoryGib, String partition, String resource) implements Comparable<Kind> {
    private static Kind of(Devices devices) {
      return new Kind(devices.memoryGib(), devices.partition(), devices.resource());
    }

    @Override
    public int compareTo(Kind other) {
      return Comparator.comparingDouble(Kind::memoryGib)
          .reversed()
          .thenComparing(Kind::partition)
          .thenComparing(Kind::resource)
          .compare(this, other);
    }
  }

  /// `sorted` by the names of the nodes, each once.
  private static Site of(Kind kind, List<Spot> sorted) {
    var byFree = new TreeMap<Integer, Group>();
    var most = 0;
    for (var spot : sorted) {
      most = Math.max(most, spot.total());
      byFree.merge(spot.free(), new Group(spot, 1), Group::and);
    }
    return new Site(kind, List.copyOf(sorted), byFree, most);
  }

  /// The kinds of this accelerator that an inventory has, largest memory first; one without spots
  /// when it has none.
  static List<Site> of(Inventory inventory, Accelerator accelerator) {
    var found = new HashMap<Kind, List<Spot>>();
    for (var node : inventory.nodes()) {
      for (var devices : node.devices()) {
        if (devices.accelerator().name().equalsIgnoreCase(accelerator.name())) {
          found
              .computeIfAbsent(Kind.of(devices), _ -> new ArrayList<>())
              .add(Spot.of(node, devices));
        }
      }
    }
    return found.isEmpty()
        ? List.of(empty(accelerator))
        : found.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> of(entry.getKey(), sorted(entry.getValue())))
            .toList();
  }

  private static List<Spot> sorted(List<Spot> found) {
    found.sort(Comparator.comparing(Spot::node));
    var each = new ArrayList<Spot>(found.size());
    for (var spot : found) {
      if (!each.isEmpty() && each.getLast().node().equals(spot.node())) {
        each.add(each.removeLast().and(spot));
      } else {
        each.add(spot);
      }
    }
    return each;
  }

  /// Whole devices, of which there are none.
  static Site empty(Accelerator accelerator) {
    return of(new Kind(accelerator.memoryGib(), "", Devices.GPU), List.of());
  }

  double memoryGib() {
    return kind.memoryGib();
  }

  String partition() {
    return kind.partition();
  }

  /// Where replicas of this candidate go.
  Optional<Place> place(Candidate candidate) {
    var products = spots.stream().map(Spot::product).filter(product -> !product.isEmpty());
    return place(candidate.gpuCount())
        .map(spot ->
            new Place(
                spot.node(),
                kind.partition(),
                kind.resource(),
                products.distinct().sorted().toList(),
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
    return Optional.ofNullable(byFree.ceilingEntry(gpus)).map(entry -> entry.getValue().first());
  }

  /// How many replicas of so many devices find room, each on one node.
  int room(int gpus) {
    var room = 0;
    for (var group : byFree.entrySet()) {
      room += group.getKey() / Math.max(1, gpus) * group.getValue().nodes();
    }
    return room;
  }

  /// Processors that every node of this kind has, 0 if unknown.
  int cpus() {
    return (int) spots.stream().mapToDouble(Spot::cpus).min().orElse(0);
  }
}
