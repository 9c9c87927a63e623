package io.aimengine.local.hardware;

import static io.aimengine.local.hardware.FakeHost.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.local.hardware.FakeHost.Card;
import io.aimengine.plan.Inventory;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareProbeTest {
  private static final Catalog CATALOG = Catalogs.builtin();

  @TempDir Path root;

  @Test
  void aMachineWithoutAGpuIsACpuAndNoComplaint() {
    var machine = FakeHost.in(root).read();

    assertThat(machine.gpus()).isEmpty();
    assertThat(machine.driver()).isEmpty();
    assertThat(machine.problems()).isEmpty();
    assertThat(machine.name()).isEqualTo("gpu-host-1");
    assertThat(summary(machine)).containsExactly("cpu 1/1 480.0 GiB ");
  }

  @Test
  void anEmptyRootIsStillAMachine() {
    var machine =
        new HardwareProbe(new HostTree(root), java.util.Map.of(), new FakeCommands()).read();

    assertThat(machine.gpus()).isEmpty();
    assertThat(machine.cpu().cores()).isGreaterThanOrEqualTo(1);
  }

  @Test
  void readsOneMi300x() {
    var machine = FakeHost.in(root).withDriver("6.14.14").cards(1, Card.mi300x()).read();

    assertThat(machine.problems()).isEmpty();
    assertThat(machine.driver()).isEqualTo("6.14.14");
    var gpu = machine.gpus().getFirst();
    assertThat(gpu.index()).isZero();
    assertThat(gpu.gfx()).isEqualTo("gfx942");
    assertThat(gpu.deviceId()).isEqualTo("74a1");
    assertThat(gpu.uuid()).isEqualTo("GPU-e3a1000000000000");
    assertThat(gpu.computeUnits()).isEqualTo(304);
    assertThat(gpu.vramGib()).isCloseTo(191.98, within(0.01));
    assertThat(gpu.freeGib()).isCloseTo(191.71, within(0.01));
    assertThat(gpu.renderNode()).isEqualTo("/dev/dri/renderD128");
    assertThat(gpu.pciAddress()).isEqualTo("0000:05:00.0");
    assertThat(gpu.numaNode()).isZero();
    assertThat(gpu.partition()).isEmpty();
    assertThat(summary(machine)).containsExactly("MI300X 1/1 192.0 GiB ", "cpu 1/1 480.0 GiB ");
  }

  @Test
  void readsEightMi300x() {
    var machine = FakeHost.in(root).withDriver("6.14.14").cards(8, Card.mi300x()).read();

    assertThat(machine.gpus()).extracting(Gpu::index).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(machine.gpus()).extracting(Gpu::numaNode).containsExactly(0, 0, 0, 0, 1, 1, 1, 1);
    assertThat(summary(machine)).containsExactly("MI300X 8/8 192.0 GiB ", "cpu 1/1 480.0 GiB ");
  }

  @Test
  void readsEightMi355x() {
    var machine = FakeHost.in(root).withDriver("6.16.6").cards(8, Card.mi355x()).read();

    assertThat(machine.gpus()).extracting(Gpu::gfx).containsOnly("gfx950");
    assertThat(summary(machine)).containsExactly("MI355X 8/8 288.0 GiB ", "cpu 1/1 480.0 GiB ");
  }

  @Test
  void fourMi250ModulesAreEightDevicesOf64Gib() {
    var machine = FakeHost.in(root).withDriver("6.10.5").cards(8, Card.mi250Die()).read();

    assertThat(machine.gpus()).extracting(Gpu::gfx).containsOnly("gfx90a");
    assertThat(summary(machine)).containsExactly("MI250 8/8 64.0 GiB ", "cpu 1/1 480.0 GiB ");
  }

  @Test
  void keepsTypesApartOnAMixedHost() {
    var machine =
        FakeHost.in(root)
            .withDriver("6.10.5")
            .cards(2, Card.mi210())
            .cards(1, Card.mi300x())
            .read();

    assertThat(summary(machine))
        .containsExactly("MI210 2/2 64.0 GiB ", "MI300X 1/1 192.0 GiB ", "cpu 1/1 480.0 GiB ");
  }

  @Test
  void partitionsAreDevicesOfTheirOwnMemory() {
    var machine = FakeHost.in(root).withDriver("6.14.14").cards(2, Card.mi300xCpxNps4()).read();

    assertThat(machine.gpus()).hasSize(16);
    assertThat(machine.gpus()).extracting(Gpu::computeUnits).containsOnly(38);
    assertThat(machine.gpus().get(3).pciAddress()).isEqualTo("0000:05:00.0");
    assertThat(machine.gpus().get(3).renderNode()).isEqualTo("/dev/dri/renderD131");
    assertThat(machine.gpus().get(3).usedBytes()).hasValue(297_897_984 / 8);
    assertThat(summary(machine))
        .containsExactly("MI300X 16/16 24.0 GiB cpx_nps4", "cpu 1/1 480.0 GiB ");
  }

  @Test
  void partitionsThatReportTheWholeCardShareItsMemory() {
    var whole = new Card(90402, 0x74a1, 38, FakeHost.MI300X_VRAM, "CPX", "NPS1", 8);
    var host = FakeHost.in(root).withDriver("6.7.0").cards(1, whole);
    host.file("/sys/bus/pci/devices/0000:05:00.0/mem_info_vram_total", "" + FakeHost.MI300X_VRAM);

    var machine = host.read();

    assertThat(summary(machine)).startsWith("MI300X 8/8 24.0 GiB cpx_nps1");
    assertThat(codes(machine)).containsExactly("hardware.shared-memory");
  }

  @Test
  void aGpuWhoseMemoryIsInUseIsNotFree() {
    var host = FakeHost.in(root).withDriver("6.14.14").cards(2, Card.mi300x());
    host.file("/sys/bus/pci/devices/0000:15:00.0/mem_info_vram_used", "64424509440");

    assertThat(summary(host.read())).startsWith("MI300X 1/2 192.0 GiB ");
  }

  @Test
  void aGpuThatTheCatalogDoesNotKnowIsNamedAndLeftOut() {
    var unknown = new Card(90600, 0x7999, 300, FakeHost.MI355X_VRAM, "SPX", "NPS1", 1);
    var machine =
        FakeHost.in(root).withDriver("7.0").cards(1, unknown).cards(1, Card.mi300x()).read();

    assertThat(summary(machine)).containsExactly("MI300X 1/1 192.0 GiB ", "cpu 1/1 480.0 GiB ");
    assertThat(machine.problems(CATALOG))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.code()).isEqualTo("hardware.unknown-gpu");
          assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
          assertThat(problem.message()).contains("7999", "gfx960", "288.0 GiB", "renderD128");
        });
  }

  @Test
  void aLaptopsGraphicsIsOnlyWorthANote() {
    var graphics = new Card(110003, 0x15bf, 12, 4_294_967_296L, "", "", 1);
    var machine = FakeHost.in(root).withDriver("").cards(1, graphics).read();

    assertThat(machine.driver()).isEqualTo("in-tree, kernel 6.8.0-60-generic");
    assertThat(machine.problems(CATALOG).getFirst().severity()).isEqualTo(Problem.Severity.NOTE);
    assertThat(machine.gpus().getFirst().gfx()).isEqualTo("gfx1103");
  }

  @Test
  void aDriverThatIsNotLoadedIsAnError() {
    var host = FakeHost.in(root);
    host.file("/sys/bus/pci/devices/0000:05:00.0/vendor", "0x1002");
    host.file("/sys/bus/pci/devices/0000:05:00.0/class", "0x120000");
    host.file("/sys/bus/pci/devices/0000:05:00.0/device", "0x74a1");
    host.file("/sys/bus/pci/devices/0000:06:00.0/vendor", "0x10de");
    host.file("/sys/bus/pci/devices/0000:06:00.0/class", "0x030200");

    var machine = host.read();

    assertThat(codes(machine)).containsExactly("hardware.no-driver");
    assertThat(machine.problems().getFirst().isError()).isTrue();
    assertThat(machine.problems().getFirst().message()).contains("1 AMD accelerator", "0x74a1");
  }

  @Test
  void anUnreadableTopologyIsAnError() {
    var host = FakeHost.in(root);
    host.file("/sys/class/kfd/kfd/topology/nodes", "a file, not a folder");

    var machine = host.read();

    assertThat(machine.gpus()).isEmpty();
    assertThat(codes(machine)).containsExactly("hardware.unreadable");
    assertThat(machine.problems().getFirst().isError()).isTrue();
  }

  @Test
  void nodesThatOurCgroupMayNotReadAreLeftOut() {
    var host = FakeHost.in(root).withDriver("6.14.14").cards(3, Card.mi300x());
    host.unreadable(node(2) + "/gpu_id").unreadable(node(4) + "/properties");

    var machine = host.read();

    assertThat(machine.gpus())
        .singleElement()
        .extracting(Gpu::index, Gpu::node)
        .containsExactly(0, 3);
    assertThat(codes(machine)).containsExactly("hardware.node-hidden", "hardware.node-hidden");
  }

  @Test
  void garbageCostsTheDeviceAndNotTheOthers() {
    var host = FakeHost.in(root).withDriver("6.14.14").cards(6, Card.mi300x());
    host.file(node(2) + "/gpu_id", "not a number");
    host.file(node(3) + "/properties", "\u0000\u0001 garbage \n99999999999999999999999 x");
    host.without(node(4) + "/gpu_id");
    host.without(node(5) + "/properties");
    host.file(node(6) + "/mem_banks/0/properties", "heap_type one\nsize_in_bytes -5");
    host.without("/sys/bus/pci/devices/0000:45:00.0/mem_info_vram_total");

    var machine = host.read();

    assertThat(machine.gpus()).singleElement().extracting(Gpu::node).isEqualTo(7);
    assertThat(codes(machine)).contains("hardware.bad-value", "hardware.bad-line");
    assertThat(machine.problems())
        .allSatisfy(p -> assertThat(p.message()).doesNotContain("\u0000"));
  }

  @Test
  void memoryBanksThatAreMissingAreReadFromTheCard() {
    var host = FakeHost.in(root).withDriver("6.14.14").cards(1, Card.mi300x());
    host.without(node(2) + "/mem_banks/0/properties");

    assertThat(summary(host.read())).startsWith("MI300X 1/1 192.0 GiB ");
  }

  @Test
  void aPartitionThatIsSeenAloneHasItsPartOfTheUse() {
    var host = FakeHost.in(root).withDriver("6.14.14").cards(1, Card.mi300xCpxNps4());
    for (int node = 3; node < 10; node++) {
      host.unreadable(node(node) + "/properties");
    }

    assertThat(host.read().gpus().getFirst().usedBytes()).hasValue(297_897_984 / 8);
  }

  @Test
  void noContentOfTheFilesMakesItFail() {
    var random = new Random(20261123);
    var host = FakeHost.in(root).withDriver("6.14").cards(2, Card.mi300x());
    var pci = "/sys/bus/pci/devices/0000:05:00.0";
    var paths =
        List.of(
            node(2) + "/gpu_id",
            node(2) + "/properties",
            node(2) + "/mem_banks/0/properties",
            pci + "/mem_info_vram_total",
            pci + "/mem_info_vram_used",
            pci + "/numa_node",
            pci + "/current_compute_partition",
            "/proc/meminfo",
            "/proc/self/cgroup",
            "/sys/devices/system/cpu/online");
    var words =
        List.of(
            "simd_count",
            "gfx_target_version 90402",
            "simd_count 4",
            "location_id 9999999999",
            "-1",
            "18446744073709551615",
            "0",
            "size_in_bytes 9223372036854775807",
            "heap_type 1",
            "\u0000",
            " ",
            "x:y",
            "0-99999999999",
            "MemTotal: 1 kB",
            "drm_render_minor 4294967295");
    for (int round = 0; round < 300; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(8); i > 0; i--) {
        text.append(words.get(random.nextInt(words.size())))
            .append(random.nextBoolean() ? "\n" : " ");
      }
      host.file(paths.get(random.nextInt(paths.size())), text.toString());

      var machine = host.read();

      assertThat(machine.gpus()).hasSizeLessThanOrEqualTo(2);
      assertThat(machine.toInventory(CATALOG).nodes()).hasSize(1);
    }
  }

  static List<String> codes(Machine machine) {
    return machine.problems().stream().map(Problem::code).toList();
  }

  static List<String> summary(Machine machine) {
    return machine.toInventory(CATALOG).nodes().getFirst().devices().stream()
        .map(HardwareProbeTest::line)
        .toList();
  }

  private static String line(Inventory.Devices d) {
    return "%s %d/%d %.1f GiB %s"
        .formatted(d.accelerator().name(), d.free(), d.total(), d.memoryGib(), d.partition());
  }
}
