package io.aimengine.local.lease;

import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which of the free devices to take together: those that talk to each other fastest, and among
/// equals those that leave whole NUMA nodes to others.
final class DeviceChoice {
  /// Costs order pairs, no more: same card, xGMI by bandwidth, same NUMA node, the rest. A link of
  /// 1 TB/s costs 104, of 400 GB/s 110, of 100 GB/s 140, one of unknown speed 180.
  private static final int SAME_CARD = 10;

  private static final int XGMI = 100;
  private static final int XGMI_SLOWEST = 80;
  private static final long XGMI_SPEED = 4_000_000;
  private static final int SAME_NUMA = 400;
  private static final int FAR = 600;

  private final List<Gpu> free;
  private final int[][] costs;

  private DeviceChoice(List<Gpu> free) {
    this.free = free;
    this.costs = new int[free.size()][free.size()];
    for (int a = 0; a < free.size(); a++) {
      for (int b = 0; b < free.size(); b++) {
        costs[a][b] = a == b ? 0 : cost(free.get(a), free.get(b));
      }
    }
  }

  private record Group(List<Gpu> gpus, long cost, int fragments) {}

  /// `count` of `free`, in index order. Grows a group from every device and keeps the best, which
  /// is not always the optimum, but is for meshes, pairs and partitions, and never slow.
  static List<Gpu> best(List<Gpu> free, int count) {
    var choice = new DeviceChoice(free);
    return IntStream.range(0, free.size())
        .mapToObj(seed -> choice.grow(seed, count))
        .min(
            Comparator.comparingLong(Group::cost)
                .thenComparingInt(Group::fragments)
                .thenComparingInt(group -> group.gpus().getFirst().index()))
        .map(Group::gpus)
        .orElse(List.of());
  }

  private Group grow(int seed, int count) {
    var group = new ArrayList<>(List.of(seed));
    var toGroup = costs[seed].clone();
    long cost = 0;
    while (group.size() < count) {
      var next = nearest(seed, group, toGroup);
      cost += toGroup[next];
      group.add(next);
      for (int i = 0; i < toGroup.length; i++) {
        toGroup[i] += costs[next][i];
      }
    }
    var gpus = group.stream().map(free::get).sorted(Comparator.comparingInt(Gpu::index)).toList();
    return new Group(gpus, cost, fragments(gpus));
  }

  private int nearest(int seed, List<Integer> group, int[] toGroup) {
    var first = free.get(seed);
    return IntStream.range(0, free.size())
        .boxed()
        .filter(i -> !group.contains(i))
        .min(
            Comparator.<Integer>comparingInt(i -> toGroup[i])
                .thenComparingInt(i -> free.get(i).numaNode() == first.numaNode() ? 0 : 1)
                .thenComparingInt(i -> Math.abs(free.get(i).index() - first.index()))
                .thenComparingInt(i -> free.get(i).index()))
        .orElseThrow();
  }

  private static int cost(Gpu a, Gpu b) {
    if (a.pciAddress().equals(b.pciAddress())) {
      return SAME_CARD;
    }
    var xgmi =
        a.links().stream()
            .filter(link -> link.toNode() == b.node() && link.kind() == Link.Kind.XGMI)
            .findFirst();
    if (xgmi.isPresent()) {
      var bandwidth = xgmi.get().bandwidth();
      return XGMI
          + (int) (bandwidth <= 0 ? XGMI_SLOWEST : Math.min(XGMI_SLOWEST, XGMI_SPEED / bandwidth));
    }
    return a.numaNode() == b.numaNode() ? SAME_NUMA : FAR;
  }

  /// Devices left free beside the group on the NUMA nodes it touches: fewer is tidier.
  private int fragments(List<Gpu> group) {
    Map<Integer, Long> freeByNode =
        free.stream().collect(Collectors.groupingBy(Gpu::numaNode, Collectors.counting()));
    var touched = group.stream().map(Gpu::numaNode).distinct();
    return touched.mapToInt(node -> freeByNode.getOrDefault(node, 0L).intValue()).sum()
        - group.size();
  }
}
