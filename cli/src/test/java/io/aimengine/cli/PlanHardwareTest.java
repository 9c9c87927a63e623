package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which hardware a plan is for.
final class PlanHardwareTest {
  private static final String QWEN = "Qwen/Qwen3-32B";
  private static final String MANIFEST =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMEndpoint
      metadata: {name: e}
      spec: {model: Qwen/Qwen3-32B, hardware: MI355X}
      """;

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  @Test
  void aBareAcceleratorThatThisMachineLacksIsANodeOfEightInEveryCommandThatOnlyLooks() {
    var eight = aim.run("plan", QWEN, "--hardware", "8xMI308X", "-o", "json");
    var bare = aim.run("plan", QWEN, "--hardware", "mi308x", "-o", "json");

    assertThat(bare.exit()).as(bare.err()).isZero();
    for (var choice : List.of("command", "gpu_count", "hardware", "memory", "reasons")) {
      assertThat(bare.data().path(choice)).isEqualTo(eight.data().path(choice));
    }
    for (var command : List.of("plan", "fit", "explain", "suggest")) {
      assertThat(aim.run(command, QWEN, "--hardware", "MI308X").err())
          .as(command)
          .contains("this machine has no MI308X: a node of 8 is looked at", "hardware.assumed");
    }
    assertThat(aim.run("launch", QWEN, "--hardware", "MI308X", "--dry-run").exit()).isEqualTo(3);
  }

  @Test
  void aMachineWithoutAnyGpuIsExitThreeForAModelThatNeedsOne() {
    var ran = aim.run("plan", QWEN, "--hardware", "1xcpu", "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isEqualTo(3);
    assertThat(ran.error().path("code").asText()).isEqualTo("devices.absent");
  }

  @Test
  void theWrongGpuIsInfeasibleNotAbsent() {
    var ran = aim.run("plan", aim.file("e.yaml", MANIFEST), "--hardware", "8xMI300X", "-o", "json");

    assertThat(ran.exit()).isEqualTo(4);
  }

  @Test
  void plansForAnInventoryInTheShortForm() {
    var inventory = "nodes: [{name: a, accelerator: MI300X, count: 8, free: 2}]";
    var ran = aim.run("plan", QWEN, "--inventory", aim.file("nodes.yaml", inventory), "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.data().path("node").asText()).isEqualTo("a");
    assertThat(ran.data().path("hardware").asText()).isEqualTo("MI300X");
  }

  @Test
  void plansForWhatKubectlPrints() {
    var nodes =
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Node
            metadata:
              name: worker-1
              labels:
                amd.com/gpu.device-id: "74a1"
            status:
              allocatable:
                amd.com/gpu: "8"
                cpu: "128"
                memory: 1Ti
              conditions:
                - type: Ready
                  status: "True"
        """;
    var ran = aim.run("plan", QWEN, "--inventory", aim.file("nodes.yaml", nodes), "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.data().path("node").asText()).isEqualTo("worker-1");
    assertThat(ran.data().path("hardware").asText()).isEqualTo("MI300X");
  }

  @Test
  void anInventoryThatCannotBeReadIsAUsersMistake() {
    assertThat(aim.run("plan", QWEN, "--inventory", "no.yaml").exit()).isEqualTo(2);
    var broken = aim.run("plan", QWEN, "--inventory", aim.file("n.yaml", "nodes: [{name: 1"));
    assertThat(broken.exit()).isEqualTo(2);
    assertThat(broken.err()).contains("n.yaml:1:");
  }
}
