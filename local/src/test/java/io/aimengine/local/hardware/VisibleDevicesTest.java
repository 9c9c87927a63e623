package io.aimengine.local.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.hardware.FakeHost.Card;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisibleDevicesTest {
  @TempDir Path root;

  /// Four MI300X; the first columns are ROCR_, HIP_ and CUDA_VISIBLE_DEVICES, `-` is unset.
  @ParameterizedTest(name = "ROCR={0} HIP={1} CUDA={2} -> {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "-     | -        | -   | 0 1 2 3 |",
        "-     | 0,2      | -   | 0 2     | hidden",
        "-     | 2 , 0    | -   | 2 0     | hidden",
        "-     | ''       | -   | ''      | hidden",
        "-     | -1       | -   | ''      | hidden",
        "-     | -        | 3   | 3       | hidden",
        "-     | 1        | 3   | 1       | visible-devices hidden",
        "-     | 1        | 1   | 1       | hidden",
        "''    | 0        | -   | ''      | hidden",
        "3,1   | -        | -   | 3 1     | hidden",
        "3,1   | 1        | -   | 1       | hidden hidden",
        "3,1   | 2        | -   | ''      | hidden visible-devices hidden",
        "-     | 0,9,1    | -   | 0       | visible-devices hidden",
        "-     | 0,0,1    | -   | 0       | visible-devices hidden",
        "-     | 0,x      | -   | 0       | visible-devices hidden",
        "-     | 0,-1,2   | -   | 0       | hidden",
        "-     | 0,,1     | -   | 0       | visible-devices hidden",
        "GPU-e3a1000000000002 | - | - | 2 | hidden",
        "GPU-E3A1000000000003,0 | - | - | 3 0 | hidden",
        "GPU-e3a1 | -     | -   | ''      | visible-devices hidden",
        "GPU-     | -     | -   | ''      | visible-devices hidden",
      })
  void showsWhatTheRuntimesWouldShow(
      String rocr, String hip, String cuda, String indices, String codes) {
    var env =
        env(
            Map.of(
                "ROCR_VISIBLE_DEVICES",
                rocr,
                "HIP_VISIBLE_DEVICES",
                hip,
                "CUDA_VISIBLE_DEVICES",
                cuda));

    var machine = FakeHost.in(root).withDriver("6.14").cards(4, Card.mi300x()).read(env);

    assertThat(
            machine.gpus().stream().map(gpu -> "" + gpu.index()).collect(Collectors.joining(" ")))
        .isEqualTo(indices);
    assertThat(
            machine.problems().stream().map(p -> p.code().substring("hardware.".length())).toList())
        .isEqualTo(codes == null ? List.of() : Arrays.asList(codes.split(" ", -1)));
  }

  @Test
  void aUuidThatAllPartitionsOfACardShareNamesNoOneOfThem() {
    var env = Map.of("ROCR_VISIBLE_DEVICES", "GPU-e3a1000000000000");

    var machine = FakeHost.in(root).withDriver("6.14").cards(1, Card.mi300xCpxNps4()).read(env);

    assertThat(machine.gpus()).isEmpty();
    assertThat(machine.problems().getFirst().message()).contains("names 8 GPUs at once");
  }

  @Test
  void saysNothingWhereThereIsNoGpuToHide() {
    assertThat(FakeHost.in(root).read(Map.of("HIP_VISIBLE_DEVICES", "0,x")).problems()).isEmpty();
  }

  private static Map<String, String> env(Map<String, String> written) {
    return written.entrySet().stream()
        .filter(e -> !e.getValue().equals("-"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
