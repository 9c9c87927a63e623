package io.aimengine.local.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Lays out a machine's /sys, /proc and /dev in a folder, in the form that the amdgpu driver writes
/// them (names, order and values of `properties` after captures of real MI210, MI300X and MI308X
/// hosts in the public k8s-device-plugin of ROCm).
public final class FakeHost {
  public static final long MI300X_VRAM = 206_141_652_992L;
  public static final long MI355X_VRAM = 309_220_868_096L;
  public static final long MI250_VRAM = 68_702_699_520L;
  public static final long MI210_VRAM = 68_702_699_520L;
  public static final long CPX_NPS4_VRAM = 25_767_706_624L;

  private final Path root;
  private int nodes;
  private int renderMinor = 128;
  private int cards;

  private FakeHost(Path root) {
    this.root = root;
  }

  /// A machine with two CPU sockets, 64 cores and 512 GiB, and no GPU.
  public static FakeHost in(Path root) {
    var host = new FakeHost(root);
    host.file("/proc/sys/kernel/hostname", "gpu-host-1");
    host.file("/proc/sys/kernel/osrelease", "6.8.0-60-generic");
    host.file(
        "/proc/meminfo", "MemTotal: 536870912 kB\nMemFree: 1024 kB\nMemAvailable: 503316480 kB");
    host.file("/proc/self/cgroup", "0::/");
    host.file("/proc/self/status", "Name:\tjava\nCpus_allowed_list:\t0-63");
    host.file("/sys/devices/system/cpu/online", "0-63");
    return host;
  }

  /// The amdgpu driver is loaded: the topology has two CPU nodes.
  public FakeHost withDriver(String version) {
    file("/sys/module/amdgpu/version", version);
    file("/sys/class/kfd/kfd/topology/generation_id", "2");
    cpuNode();
    cpuNode();
    return this;
  }

  private void cpuNode() {
    var folder = node(nodes++);
    file(folder + "/gpu_id", "0");
    file(folder + "/name", "");
    file(folder + "/properties", properties(Map.of("cpu_cores_count", 32L)));
    bank(folder, 0, 274_877_906_944L);
  }

  /// A card of one type. `partitions` share it evenly, as `compute` and `memory` modes say.
  public record Card(
      long target,
      long deviceId,
      int computeUnits,
      long vram,
      String compute,
      String memory,
      int partitions) {

    public static Card mi300x() {
      return new Card(90402, 0x74a1, 304, MI300X_VRAM, "SPX", "NPS1", 1);
    }

    public static Card mi355x() {
      return new Card(90500, 0x75a3, 256, MI355X_VRAM, "SPX", "NPS1", 1);
    }

    /// One die of a MI250 module: the driver sees each as a card.
    public static Card mi250Die() {
      return new Card(90010, 0x740c, 104, MI250_VRAM, "", "", 1);
    }

    public static Card mi210() {
      return new Card(90010, 0x740f, 104, MI210_VRAM, "", "", 1);
    }

    public static Card mi300xCpxNps4() {
      return new Card(90402, 0x74a1, 38, CPX_NPS4_VRAM, "CPX", "NPS4", 8);
    }
  }

  public FakeHost cards(int count, Card card) {
    for (int i = 0; i < count; i++) {
      card(card);
    }
    return this;
  }

  private void card(Card card) {
    var bus = 5 + 16 * cards;
    var pci = "/sys/bus/pci/devices/%04x:%02x:00.0".formatted(0, bus);
    file(pci + "/vendor", "0x1002");
    file(pci + "/device", "0x%04x".formatted(card.deviceId()));
    file(pci + "/class", "0x120000");
    file(pci + "/numa_node", Integer.toString(cards / 4));
    file(pci + "/mem_info_vram_total", Long.toString(card.vram() * card.partitions()));
    file(pci + "/mem_info_vram_used", "297897984");
    if (!card.compute().isEmpty()) {
      file(pci + "/current_compute_partition", card.compute());
      file(pci + "/current_memory_partition", card.memory());
    }
    for (int partition = 0; partition < card.partitions(); partition++) {
      gpuNode(card, bus, partition);
    }
    cards++;
  }

  private void gpuNode(Card card, int bus, int partition) {
    var id = nodes++;
    var folder = node(id);
    file(folder + "/gpu_id", Integer.toString(20_000 + 17 * id));
    file(folder + "/name", "ip discovery");
    file(
        folder + "/properties",
        properties(
            Map.of(
                "simd_count",
                card.computeUnits() * 4L,
                "simd_per_cu",
                4L,
                "gfx_target_version",
                card.target(),
                "vendor_id",
                4098L,
                "device_id",
                card.deviceId(),
                "location_id",
                (bus << 8) + (long) partition,
                "drm_render_minor",
                (long) renderMinor,
                "hive_id",
                0xd2c9_0000_0000_0001L,
                "unique_id",
                0xe3a1_0000_0000_0000L + cards)));
    bank(folder, 1, card.vram());
    file("/dev/dri/renderD" + renderMinor, "");
    renderMinor++;
  }

  /// A link of type 11 (xGMI) or 2 (PCIe) between two topology nodes, written for both.
  public FakeHost link(int a, int b, int type, long bandwidth) {
    for (var ends : new int[][] {{a, b}, {b, a}}) {
      file(
          node(ends[0]) + "/io_links/" + ends[1] + "/properties",
          "type %d\nversion_major 0\nversion_minor 0\nnode_from %d\nnode_to %d\nweight 15\nmin_bandwidth 0\nmax_bandwidth %d\nflags 1"
              .formatted(type, ends[0], ends[1], bandwidth));
    }
    return this;
  }

  private void bank(String folder, int heap, long bytes) {
    file(
        folder + "/mem_banks/0/properties",
        "heap_type %d\nsize_in_bytes %d\nflags 0\nwidth 8192\nmem_clk_max 1300"
            .formatted(heap, bytes));
  }

  private static String properties(Map<String, Long> known) {
    var text = new StringBuilder();
    for (var name :
        ("cpu_cores_count simd_count mem_banks_count caches_count io_links_count p2p_links_count"
                + " cpu_core_id_base simd_id_base max_waves_per_simd lds_size_in_kb gds_size_in_kb"
                + " num_gws wave_front_size array_count simd_arrays_per_engine cu_per_simd_array"
                + " simd_per_cu max_slots_scratch_cu gfx_target_version vendor_id device_id"
                + " location_id domain drm_render_minor hive_id num_sdma_engines unique_id num_xcc"
                + " max_engine_clk_ccompute")
            .split(" ", -1)) {
      text.append(name).append(' ');
      text.append(Long.toUnsignedString(known.getOrDefault(name, 0L))).append('\n');
    }
    return text.toString();
  }

  public static String node(int id) {
    return "/sys/class/kfd/kfd/topology/nodes/" + id;
  }

  public FakeHost file(String absolute, String text) {
    var path = tree().path(absolute);
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(path, text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public FakeHost without(String absolute) {
    try {
      Files.delete(tree().path(absolute));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /// A folder where a file should be: what reading it gives does not depend on who runs the test,
  /// unlike permissions.
  public FakeHost unreadable(String absolute) {
    without(absolute);
    try {
      Files.createDirectories(tree().path(absolute));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  public HostTree tree() {
    return new HostTree(root);
  }

  public Machine read(Map<String, String> env) {
    return new HardwareProbe(tree(), env, new FakeCommands()).read();
  }

  public Machine read() {
    return read(Map.of());
  }
}
