package io.aimengine.local.hardware;

import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the environment lets ROCm programs see. ROCR_VISIBLE_DEVICES works first, in the lower
/// runtime; HIP_VISIBLE_DEVICES (or else CUDA_VISIBLE_DEVICES) counts within what that left. The
/// first bad token ends a list, as in the runtimes. An empty value hides all.
final class VisibleDevices {
  private final Map<String, String> env;
  private final List<Problem> problems;

  VisibleDevices(Map<String, String> env, List<Problem> problems) {
    this.env = env;
    this.problems = problems;
  }

  List<Gpu> filter(List<Gpu> all) {
    var left = apply("ROCR_VISIBLE_DEVICES", all);
    var hip = env.get("HIP_VISIBLE_DEVICES");
    var cuda = env.get("CUDA_VISIBLE_DEVICES");
    if (hip != null && cuda != null && !hip.strip().equals(cuda.strip()) && !all.isEmpty()) {
      problems.add(HardwareProblems.conflict(hip, cuda));
    }
    return apply(hip != null ? "HIP_VISIBLE_DEVICES" : "CUDA_VISIBLE_DEVICES", left);
  }

  private List<Gpu> apply(String variable, List<Gpu> gpus) {
    var value = env.get(variable);
    if (value == null || gpus.isEmpty()) {
      return gpus;
    }
    var chosen = new ArrayList<Gpu>();
    if (!value.isBlank()) {
      choose(variable, value, gpus, chosen);
    }
    if (chosen.size() < gpus.size()) {
      var hidden = gpus.size() - chosen.size();
      problems.add(HardwareProblems.hidden(variable, hidden, gpus.size()));
    }
    return List.copyOf(chosen);
  }

  private void choose(String variable, String value, List<Gpu> gpus, List<Gpu> chosen) {
    for (var token : value.split(",", -1)) {
      var matches = matches(token.strip(), gpus);
      if (matches.size() == 1 && !chosen.contains(matches.getFirst())) {
        chosen.add(matches.getFirst());
        continue;
      }
      // -1 is the usual way to end a list, or to write an empty one
      if (!token.strip().equals("-1")) {
        problems.add(HardwareProblems.badToken(variable, token, reason(matches, gpus.size())));
      }
      return;
    }
  }

  private static String reason(List<Gpu> matches, int count) {
    return switch (matches.size()) {
      case 0 -> "names none of the %d GPUs".formatted(count);
      case 1 -> "names a GPU twice";
      default -> "names %d GPUs at once".formatted(matches.size());
    };
  }

  /// An index counts positions in the list; a UUID may be shortened as long as it stays unique.
  private static List<Gpu> matches(String token, List<Gpu> gpus) {
    var upper = token.toUpperCase(Locale.ROOT);
    if (upper.startsWith("GPU-") && upper.length() > 4) {
      return gpus.stream()
          .filter(gpu -> gpu.uuid().toUpperCase(Locale.ROOT).startsWith(upper))
          .toList();
    }
    if (!token.matches("\\d{1,5}")) {
      return List.of();
    }
    var index = Integer.parseInt(token);
    return index < gpus.size() ? List.of(gpus.get(index)) : List.of();
  }
}
