package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.yaml.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryReaderTest {
  @Test
  void readsTheShortForm() {
    var read =
        read("nodes: [{name: a, accelerator: mi300x, count: 8, free: 5, cpu: 96, memory: 2Ti}]");
    assertThat(read.problems()).isEmpty();
    var node = read.inventory().nodes().getFirst();
    assertThat(node.cpus()).isEqualTo(96);
    assertThat(node.memoryBytes()).isEqualTo(2L << 40);
    assertThat(node.devices()).containsExactly(new Devices(mi300x(), 8, 5, 192, ""));
  }

  @Test
  void aNodeWithoutAcceleratorIsAProcessor() {
    var node = read("nodes: [{name: laptop, cpu: 4, memory: 16Gi}]").inventory().nodes().getFirst();
    assertThat(node.devices()).extracting(d -> d.accelerator().name()).containsExactly("cpu");
    assertThat(node.devices().getFirst().memoryGib()).isEqualTo(16);
  }

  @Test
  void oneNodeMayHaveSeveralKinds() {
    var node =
        read("nodes: [{name: a, devices: [{accelerator: MI300X, count: 4}, {accelerator: MI210}]}]")
            .inventory()
            .nodes()
            .getFirst();
    assertThat(node.devices()).extracting(Devices::total).containsExactly(4, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nodes: [{accelerator: MI300Y}] | inventory.unknown-gpu",
        "nodes: [{accelerator: MI300X, count: 2, free: 3}] | inventory.free",
        "nodes: [{accelerator: MI300X, gpus: 3}] | inventory.unknown-field",
        "nodes: [{accelerator: MI300X, count: many}] | inventory.number",
        "nodes: [{accelerator: MI300X, memory: 2 tons}] | inventory.quantity",
        "nodes: [{name: a, accelerator: MI300X}, {name: a, accelerator: MI300X}] | inventory.duplicate",
        "nodes: [MI300X] | inventory.shape",
        "MI300X | inventory.shape",
        "nodes: [] | inventory.empty",
        "{apiVersion: v1, kind: Pod} | inventory.kind"
      })
  void saysWhatIsWrong(String text, String code) {
    assertThat(read(text).problems()).extracting(Problem::code).contains(code);
  }

  @ParameterizedTest
  @CsvSource({"8xMI300X,8", "8 x mi300x,8", "MI300X,1", "1*MI300X,1"})
  void readsTheShortestForm(String text, int count) {
    var read = InventoryReader.shorthand(text, Worlds.CATALOG);
    assertThat(read.problems()).isEmpty();
    assertThat(read.inventory().nodes())
        .flatExtracting(Node::devices)
        .containsExactly(new Devices(mi300x(), count, count, 192, ""));
  }

  @ParameterizedTest
  @CsvSource({"8xMI300Z", "0xMI300X", "-1xMI300X", "x", "8x"})
  void refusesOtherText(String text) {
    var read = InventoryReader.shorthand(text, Worlds.CATALOG);
    assertThat(read.problems()).isNotEmpty();
    assertThat(read.inventory().nodes()).isEmpty();
  }

  @Test
  void readsJsonOfKubectl() {
    var read = read(kubernetes("\"amd.com/gpu.device-id\": \"74a1\"", "\"amd.com/gpu\": \"8\""));
    assertThat(read.problems()).isEmpty();
    assertThat(devices(read)).containsExactly(new Devices(mi300x(), 8, 8, 192, ""));
  }

  @Test
  void aSharedDeviceIdIsTheMoreCarefulOne() {
    var read = read(kubernetes("\"amd.com/gpu.device-id\": \"740c\"", "\"amd.com/gpu\": \"8\""));
    assertThat(devices(read)).extracting(d -> d.accelerator().name()).containsExactly("MI250");
    assertThat(devices(read)).extracting(Devices::memoryGib).containsExactly(64.0);
  }

  @Test
  void countsEachKindOfAMixedNode() {
    var labels = "\"amd.com/gpu.device-id.74a1\": \"4\", \"amd.com/gpu.device-id.740f\": \"2\"";
    var read = read(kubernetes(labels, "\"amd.com/gpu\": \"5\""));
    assertThat(devices(read))
        .extracting(d -> d.accelerator().name() + " " + d.total())
        .as("one of six is not allocatable, and nobody says which")
        .containsExactlyInAnyOrder("MI300X 3", "MI210 1");
  }

  @Test
  void takesTheMemoryOfAPartitionFromItsLabel() {
    var labels = "\"amd.com/gpu.device-id\": \"74a1\", \"amd.com/gpu.vram\": \"24G\"";
    var read = read(kubernetes(labels, "\"amd.com/cpx_nps4\": \"64\""));
    assertThat(devices(read))
        .containsExactly(new Devices(mi300x(), 64, 64, 24, "cpx_nps4", "amd.com/cpx_nps4", ""));
  }

  @Test
  void dividesMemoryThatPartitionsShare() {
    var labels = "\"amd.com/gpu.device-id\": \"74a1\", \"amd.com/gpu.vram\": \"192G\"";
    var read = read(kubernetes(labels, "\"amd.com/cpx_nps1\": \"64\""));
    assertThat(devices(read)).extracting(Devices::memoryGib).containsExactly(24.0);
  }

  @Test
  void readsTheProductNameWhereNoIdIsGiven() {
    var labels = "\"amd.com/gpu.product-name\": \"AMD_Instinct_MI325X_OAM\"";
    var read = read(kubernetes(labels, "\"amd.com/gpu\": \"8\""));
    assertThat(devices(read)).extracting(d -> d.accelerator().name()).containsExactly("MI325X");
    assertThat(devices(read))
        .extracting(Devices::product)
        .containsExactly("AMD_Instinct_MI325X_OAM");
  }

  @Test
  void namesTheLabelOfAnUnknownGpu() {
    var read = read(kubernetes("\"amd.com/gpu.device-id\": \"744c\"", "\"amd.com/gpu\": \"1\""));
    assertThat(read.problems()).extracting(Problem::code).contains("inventory.unknown-gpu");
    assertThat(read.problems()).extracting(Problem::message).anyMatch(m -> m.contains("744c"));
  }

  private static String kubernetes(String labels, String allocatable) {
    return """
    {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Node",
     "metadata": {"name": "gpu", "labels": {%s}},
     "status": {"allocatable": {"cpu": "95500m", "memory": "2113524Mi", %s},
                "conditions": [{"type": "Ready", "status": "True"}]}}]}
    """
        .formatted(labels, allocatable);
  }

  private static List<Devices> devices(InventoryRead read) {
    return read.inventory().nodes().stream().flatMap(n -> n.devices().stream()).toList();
  }

  private static InventoryRead read(String text) {
    return InventoryReader.read(
        Yaml.parse("inventory.yaml", text), Worlds.CATALOG, "inventory.yaml");
  }

  private static Accelerator mi300x() {
    return Worlds.CATALOG.accelerator("MI300X").orElseThrow();
  }
}
