package io.aimengine.local.hardware;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.api.Problem;
import io.aimengine.local.hardware.CommandRunner.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Compares the kernel's GPUs with what AMD's own tools say. They are witnesses, not sources: a
/// difference is a warning, a tool that fails is a note.
final class SmiCheck {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final List<String> AMD_SMI = List.of("amd-smi", "list", "--json");
  private static final List<String> ROCM_SMI =
      List.of("rocm-smi", "--showmeminfo", "vram", "--json");

  private final CommandRunner commands;
  private final ObjectMapper json = new ObjectMapper();

  SmiCheck(CommandRunner commands) {
    this.commands = commands;
  }

  List<Problem> compare(List<Gpu> gpus) {
    return ask(AMD_SMI, output -> compareAmdSmi(output, gpus))
        .or(() -> ask(ROCM_SMI, output -> compareRocmSmi(output, gpus)))
        .orElse(List.of());
  }

  private interface Comparison {
    List<Problem> of(JsonNode output);
  }

  /// Empty when there is no such tool.
  private Optional<List<Problem>> ask(List<String> argv, Comparison comparison) {
    var tool = argv.getFirst();
    return switch (commands.run(argv, PATIENCE)) {
      case Outcome.NotFound _ -> Optional.empty();
      case Outcome.TimedOut(var after) -> failed(tool, "no answer in " + after.toSeconds() + " s");
      case Outcome.Finished done when !done.ok() ->
          failed(tool, "exit code " + done.exitCode() + " " + firstLine(done.stderr()));
      case Outcome.Finished(_, var out, _) -> {
        try {
          yield Optional.of(comparison.of(json.readTree(afterWarnings(out))));
        } catch (JsonProcessingException e) {
          yield failed(tool, "its answer is not JSON");
        }
      }
    };
  }

  private static Optional<List<Problem>> failed(String tool, String reason) {
    return Optional.of(List.of(HardwareProblems.toolFailed(tool, reason.strip())));
  }

  /// Both tools print warnings in front of the JSON now and then.
  private static String afterWarnings(String out) {
    var lines = out.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("{") || lines.get(i).startsWith("[")) {
        return String.join("\n", lines.subList(i, lines.size()));
      }
    }
    return out;
  }

  /// `[{"gpu": 0, "bdf": "0000:05:00.0", "uuid": …, "node_id": 2, "partition_id": 0}, …]`
  private static List<Problem> compareAmdSmi(JsonNode output, List<Gpu> gpus) {
    var entries = output.isArray() ? output : output.path("gpu_data");
    var seen = new ArrayList<String>();
    entries.forEach(entry -> seen.add(entry.path("bdf").asText().toLowerCase(Locale.ROOT)));
    if (seen.size() != gpus.size()) {
      return List.of(differentCount("amd-smi", seen.size(), gpus.size()));
    }
    var missing =
        gpus.stream()
            .filter(gpu -> seen.stream().noneMatch(bdf -> sameCard(bdf, gpu.pciAddress())))
            .map(Gpu::pciAddress)
            .collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? List.of()
        : List.of(HardwareProblems.toolDisagrees("amd-smi", "does not list " + missing));
  }

  /// Partitions are listed with their number as the PCI function.
  private static boolean sameCard(String bdf, String address) {
    return bdf.equals(address) || bdf.replaceAll("\\.\\d$", ".0").equals(address);
  }

  /// `{"card0": {"VRAM Total Memory (B)": "206141652992", …}, …, "system": {…}}`. What it says of
  /// partitions is known to be wrong (ROCm issue 4750), so those are only counted.
  private static List<Problem> compareRocmSmi(JsonNode output, List<Gpu> gpus) {
    var totals = new ArrayList<Long>();
    output
        .properties()
        .forEach(card -> {
          if (card.getKey().matches("card\\d+")) {
            totals.add(card.getValue().path("VRAM Total Memory (B)").asLong());
          }
        });
    if (totals.size() != gpus.size()) {
      return List.of(differentCount("rocm-smi", totals.size(), gpus.size()));
    }
    if (gpus.stream().anyMatch(gpu -> !gpu.partition().isEmpty())) {
      return List.of();
    }
    totals.sort(null);
    var sizes = gpus.stream().map(Gpu::vramBytes).sorted().toList();
    for (int i = 0; i < sizes.size(); i++) {
      if (Math.abs(totals.get(i) - sizes.get(i)) > sizes.get(i) / 50) {
        return List.of(differentMemory(totals.get(i), sizes.get(i)));
      }
    }
    return List.of();
  }

  private static Problem differentMemory(long theirs, long ours) {
    return HardwareProblems.toolDisagrees(
        "rocm-smi",
        "gives a GPU %.1f GiB, the kernel %.1f GiB".formatted(theirs / Gpu.GIB, ours / Gpu.GIB));
  }

  private static Problem differentCount(String tool, int theirs, int ours) {
    return HardwareProblems.toolDisagrees(
        tool, "lists %d GPUs, the kernel %d".formatted(theirs, ours));
  }

  private static String firstLine(String text) {
    return text.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
  }
}
