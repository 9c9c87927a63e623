package io.aimengine.local.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongBinaryOperator;

/// Reads cores and memory as this process may use them: the machine's, cut by affinity and by every
/// cgroup (v1 or v2) from our own up to the root.
final class CpuReader {
  private static final String CGROUP = "/sys/fs/cgroup";

  private final HostTree tree;

  CpuReader(HostTree tree) {
    this.tree = tree;
  }

  Cpu read() {
    var total = meminfo("MemTotal").orElse(0);
    var limit = total;
    var available = meminfo("MemAvailable").orElse(total);
    for (var memory : memoryLimits()) {
      limit = Math.min(limit, memory.limit());
      available = Math.min(available, Math.max(0, memory.limit() - memory.used()));
    }
    return new Cpu(cores(), limit, Math.min(available, limit));
  }

  private record MemoryLimit(long limit, long used) {}

  private List<MemoryLimit> memoryLimits() {
    var limits = new ArrayList<MemoryLimit>();
    for (var folder : folders("")) {
      addLimit(limits, folder + "/memory.max", folder + "/memory.current", folder, "inactive_file");
    }
    for (var folder : folders("memory")) {
      addLimit(
          limits,
          folder + "/memory.limit_in_bytes",
          folder + "/memory.usage_in_bytes",
          folder,
          "total_inactive_file");
    }
    return limits;
  }

  /// File cache that nobody touched lately is counted as used, but is given back when asked for.
  private void addLimit(
      List<MemoryLimit> limits, String max, String current, String folder, String cache) {
    var limit = tree.number(max);
    if (limit.isPresent() && limit.getAsLong() > 0) {
      var used = tree.number(current).orElse(0);
      var reclaimable = keyed(folder + "/memory.stat", cache).orElse(0);
      limits.add(new MemoryLimit(limit.getAsLong(), Math.max(0, used - reclaimable)));
    }
  }

  private double cores() {
    double cores = Math.max(1, onlineCores());
    for (var folder : folders("")) {
      cores = Math.min(cores, quotaV2(folder));
    }
    for (var folder : folders("cpu")) {
      cores = Math.min(cores, quotaV1(folder));
    }
    return cores;
  }

  private long onlineCores() {
    var online = tree.text("/sys/devices/system/cpu/online").map(CpuReader::count).orElse(0L);
    var allowed = field("/proc/self/status", "Cpus_allowed_list");
    if (allowed.isEmpty()) {
      return online > 0 ? online : Runtime.getRuntime().availableProcessors();
    }
    var mine = count(allowed);
    return online > 0 ? Math.min(online, mine) : mine;
  }

  /// `cpu.max` holds quota and period in microseconds, or the word max.
  private double quotaV2(String folder) {
    var words = tree.text(folder + "/cpu.max").orElse("").split("\\s+", -1);
    return words.length == 2
        ? ratio(HostTree.parse(words[0]), HostTree.parse(words[1]))
        : infinite();
  }

  private double quotaV1(String folder) {
    return ratio(
        tree.number(folder + "/cpu.cfs_quota_us"), tree.number(folder + "/cpu.cfs_period_us"));
  }

  private static double ratio(OptionalLong quota, OptionalLong period) {
    LongBinaryOperator percent = (q, p) -> q * 100 / p;
    return quota.orElse(0) > 0 && period.orElse(0) > 0
        ? Math.max(1, percent.applyAsLong(quota.getAsLong(), period.getAsLong())) / 100.0
        : infinite();
  }

  private static double infinite() {
    return Double.MAX_VALUE;
  }

  /// Our cgroup's folder and its parents. A container that has its own view of the tree finds its
  /// limits at the top, where the long path it is told does not exist.
  private List<String> folders(String controller) {
    var base = controller.isEmpty() ? CGROUP : CGROUP + "/" + controller;
    var folders = new ArrayList<String>();
    for (var path = cgroupPath(controller); !path.isEmpty(); path = parent(path)) {
      folders.add(base + path);
    }
    folders.add(base);
    return folders;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /// Lines are `id:controllers:path`; version 2 has no controllers.
  private String cgroupPath(String controller) {
    for (var line : tree.text("/proc/self/cgroup").orElse("").lines().toList()) {
      var parts = line.split(":", 3);
      if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(controller)) {
        return parts[2].equals("/") || !parts[2].startsWith("/") ? "" : parts[2];
      }
    }
    return "";
  }

  private OptionalLong meminfo(String name) {
    var words = field("/proc/meminfo", name).split("\\s+", -1);
    var kib = HostTree.parse(words[0]);
    return kib.isEmpty() ? kib : OptionalLong.of(kib.getAsLong() * 1024);
  }

  private String field(String path, String name) {
    return tree.text(path)
        .flatMap(t -> t.lines().filter(line -> line.startsWith(name + ":")).findFirst())
        .map(line -> line.substring(name.length() + 1).strip())
        .orElse("");
  }

  private OptionalLong keyed(String path, String name) {
    return tree.text(path)
        .flatMap(t -> t.lines().filter(line -> line.startsWith(name + " ")).findFirst())
        .map(line -> HostTree.parse(line.substring(name.length() + 1)))
        .orElse(OptionalLong.empty());
  }

  /// How many numbers a list such as `0-3,8` names.
  private static long count(String list) {
    long count = 0;
    for (var part : list.split(",", -1)) {
      var ends = part.strip().split("-", 2);
      var from = HostTree.parse(ends[0]);
      var to = ends.length == 2 ? HostTree.parse(ends[1]) : from;
      if (from.isPresent() && to.isPresent() && to.getAsLong() >= from.getAsLong()) {
        count += to.getAsLong() - from.getAsLong() + 1;
      }
    }
    return count;
  }
}
