package io.aimengine.local.hardware;

import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Joins the topology's GPU nodes with what the amdgpu driver says of their PCI device.
final class GpuReader {
  private static final String PCI = "/sys/bus/pci/devices/";

  private final HostTree tree;
  private final List<Problem> problems;

  GpuReader(HostTree tree, List<Problem> problems) {
    this.tree = tree;
    this.problems = problems;
  }

  List<Gpu> read() {
    var nodes = new KfdTopology(tree, problems).gpuNodes();
    var onCard = new HashMap<String, Integer>();
    nodes.forEach(node -> onCard.merge(card(node.properties()), 1, Integer::sum));
    var gpus = new ArrayList<Gpu>();
    // A device that cannot be described keeps its number: the runtime counts it too.
    for (int index = 0; index < nodes.size(); index++) {
      gpu(index, nodes.get(index), onCard).ifPresent(gpus::add);
    }
    return shareMemory(gpus);
  }

  private Optional<Gpu> gpu(int index, KfdTopology.Node node, Map<String, Integer> onCard) {
    var properties = node.properties();
    var where = KfdTopology.NODES + "/" + node.id();
    var target = properties.getInt("gfx_target_version");
    if (target == 0 || properties.getInt("simd_count") == 0) {
      problems.add(HardwareProblems.badValue(where, "no usable gfx_target_version or simd_count"));
      return Optional.empty();
    }
    var card = card(properties);
    var memory = node.memoryBytes().isPresent() ? node.memoryBytes() : cardMemory(card, "total");
    if (memory.isEmpty()) {
      problems.add(HardwareProblems.badValue(where, "neither mem_banks nor mem_info_vram_total"));
      return Optional.empty();
    }
    var siblings = onCard.getOrDefault(card, 1);
    return Optional.of(
        new Gpu(
            index,
            node.id(),
            Gfx.name(target),
            HexFormat.of().toHexDigits((short) properties.getInt("device_id")),
            uuid(properties.get("unique_id")),
            properties.getInt("simd_count") / Math.max(1, properties.getInt("simd_per_cu")),
            memory.getAsLong(),
            used(card, memory.getAsLong()),
            renderNode(properties.getInt("drm_render_minor")),
            card,
            numaNode(card),
            partition(card, siblings),
            properties.get("hive_id"),
            node.links()));
  }

  /// Bus, device and function are packed into `location_id`. Partitions count in the function bits,
  /// but only function 0 is on the bus.
  private String card(KfdProperties properties) {
    var location = properties.getInt("location_id");
    var bus = (location >> 8) & 0xff;
    var device = (location >> 3) & 0x1f;
    var own = "%04x:%02x:%02x.%x".formatted(properties.getInt("domain"), bus, device, location & 7);
    return tree.exists(PCI + own) ? own : own.substring(0, own.length() - 1) + "0";
  }

  private OptionalLong cardMemory(String card, String which) {
    return tree.number(PCI + card + "/mem_info_vram_" + which);
  }

  /// The driver counts use per card; a partition is given its part of it (an estimate).
  private OptionalLong used(String card, long memory) {
    var used = cardMemory(card, "used");
    var total = cardMemory(card, "total").orElse(memory);
    return used.isEmpty() || total <= memory
        ? used
        : OptionalLong.of((long) (used.getAsLong() * (memory / (double) total)));
  }

  private int numaNode(String card) {
    return tree.text(PCI + card + "/numa_node")
        .filter(n -> n.matches("\\d{1,4}"))
        .map(Integer::parseInt)
        .orElse(-1);
  }

  private static String uuid(long uniqueId) {
    return uniqueId == 0 ? "" : "GPU-" + HexFormat.of().toHexDigits(uniqueId);
  }

  private static String renderNode(int minor) {
    return minor == 0 ? "" : "/dev/dri/renderD" + minor;
  }

  private String partition(String card, int siblings) {
    var compute = tree.text(PCI + card + "/current_compute_partition").orElse("");
    var memory = tree.text(PCI + card + "/current_memory_partition").orElse("");
    if (siblings == 1 && (compute.isEmpty() || compute.equalsIgnoreCase("SPX"))) {
      return "";
    }
    var name = compute.isEmpty() ? "part" + siblings : compute;
    return (memory.isEmpty() ? name : name + "_" + memory).toLowerCase(Locale.ROOT);
  }

  /// Early drivers give each partition the memory of the whole card; together they have it once.
  private List<Gpu> shareMemory(List<Gpu> gpus) {
    var sums = new HashMap<String, Long>();
    gpus.forEach(gpu -> sums.merge(gpu.pciAddress(), gpu.vramBytes(), Long::sum));
    var counts = new HashMap<String, Integer>();
    gpus.forEach(gpu -> counts.merge(gpu.pciAddress(), 1, Integer::sum));
    var shared = new ArrayList<Gpu>();
    for (var gpu : gpus) {
      var total = cardMemory(gpu.pciAddress(), "total").orElse(Long.MAX_VALUE);
      var count = counts.getOrDefault(gpu.pciAddress(), 1);
      var sum = sums.getOrDefault(gpu.pciAddress(), 0L);
      shared.add(count > 1 && sum / 1.1 > total ? gpu.withVram(gpu.vramBytes() / count) : gpu);
    }
    noteShared(gpus, shared, counts);
    return List.copyOf(shared);
  }

  private void noteShared(List<Gpu> before, List<Gpu> after, Map<String, Integer> counts) {
    var noted = new java.util.HashSet<String>();
    for (int i = 0; i < before.size(); i++) {
      var gpu = after.get(i);
      if (gpu.vramBytes() != before.get(i).vramBytes() && noted.add(gpu.pciAddress())) {
        var count = counts.getOrDefault(gpu.pciAddress(), 1);
        problems.add(HardwareProblems.sharedMemory(gpu.pciAddress(), count, gpu.vramGib()));
      }
    }
  }
}
