package io.aimengine.local.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.local.hardware.CommandRunner.Outcome;
import io.aimengine.local.hardware.FakeHost.Card;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmiCheckTest {
  @TempDir Path root;

  private final FakeCommands commands = new FakeCommands();
  private HardwareProbe probe;

  @BeforeEach
  void twoMi300x() {
    var tree = FakeHost.in(root).withDriver("6.14").cards(2, Card.mi300x()).tree();
    probe = new HardwareProbe(tree, Map.of(), commands);
  }

  private List<Problem> problems() {
    return probe.readAndCheck().problems();
  }

  @Test
  void noToolIsNoProblem() {
    assertThat(problems()).isEmpty();
    assertThat(commands.asked()).hasSize(2);
  }

  @Test
  void readingAloneStartsNoProgram() {
    probe.read();

    assertThat(commands.asked()).isEmpty();
  }

  @Test
  void agreesWithAmdSmi() {
    commands.answer(
        "amd-smi list",
        """
        WARNING: user is not in the video group
        [{"gpu": 0, "bdf": "0000:05:00.0", "uuid": "a", "node_id": 2, "partition_id": 0},
         {"gpu": 1, "bdf": "0000:15:00.0", "uuid": "b", "node_id": 3, "partition_id": 0}]
        """);

    assertThat(problems()).isEmpty();
    assertThat(commands.asked()).hasSize(1);
  }

  @Test
  void warnsOfAnotherCountAndOfOtherAddresses() {
    commands.answer("amd-smi list", "{\"gpu_data\": [{\"gpu\": 0, \"bdf\": \"0000:05:00.0\"}]}");
    assertThat(problems())
        .singleElement()
        .satisfies(p -> {
          assertThat(p.code()).isEqualTo("hardware.tool-disagrees");
          assertThat(p.severity()).isEqualTo(Problem.Severity.WARNING);
          assertThat(p.message()).isEqualTo("amd-smi lists 1 GPUs, the kernel 2");
        });

    commands.answer("amd-smi list", "[{\"bdf\": \"0000:05:00.0\"}, {\"bdf\": \"0000:99:00.0\"}]");
    assertThat(problems().getFirst().message()).isEqualTo("amd-smi does not list 0000:15:00.0");
  }

  @Test
  void asksRocmSmiWhereThereIsNoAmdSmi() {
    commands.answer(
        "rocm-smi --showmeminfo vram --json",
        """
        {"card0": {"VRAM Total Memory (B)": "206141652992", "VRAM Total Used Memory (B)": "1"},
         "card1": {"VRAM Total Memory (B)": "68702699520"}, "system": {"Driver version": "6.14"}}
        """);

    assertThat(problems().getFirst().message())
        .isEqualTo("rocm-smi gives a GPU 64.0 GiB, the kernel 192.0 GiB");
  }

  @Test
  void aToolThatFailsIsANote() {
    for (var outcome :
        List.of(
            new Outcome.TimedOut(Duration.ofSeconds(10)),
            new Outcome.Finished(255, "", "AMDSMI_STATUS_DRIVER_NOT_LOADED\nmore"),
            new Outcome.Finished(0, "not JSON at all", ""),
            new Outcome.Finished(0, "{\"broken\": ", ""))) {
      commands.answer("amd-smi list", outcome);

      assertThat(problems())
          .singleElement()
          .satisfies(p -> assertThat(p.severity()).isEqualTo(Problem.Severity.NOTE))
          .satisfies(p -> assertThat(p.code()).isEqualTo("hardware.tool-failed"));
    }
  }
}
