package io.aimengine.launch;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.flags.Arguments;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Flags that only work, or only make sense, together. The engines find out minutes after the
/// start, or never.
public final class Combinations {
  private Combinations() {}

  /// `said`: what was said of the flags one by one. One whose value was refused is not missing.
  public static List<Problem> check(Arguments flags, List<Problem> said) {
    var problems = new ArrayList<Problem>();
    switch (flags.engine().engine()) {
      case VLLM -> {
        if (flags.isOn("--enable-auto-tool-choice")
            && !flags.has("--tool-call-parser")
            && !refused("--tool-call-parser", said)) {
          problems.add(
              Problem.error(
                  "launch.missing-flag",
                  "args.--enable-auto-tool-choice",
                  Mark.NONE,
                  "--enable-auto-tool-choice does not start without --tool-call-parser",
                  "name the parser of the model's family, or leave both out"));
        }
        if (flags.has("--tool-call-parser") && !flags.isOn("--enable-auto-tool-choice")) {
          problems.add(
              Problem.warning(
                  "launch.missing-flag",
                  "args.--tool-call-parser",
                  Mark.NONE,
                  "vLLM ignores --tool-call-parser without --enable-auto-tool-choice",
                  "add --enable-auto-tool-choice"));
        }
        if (flags.isOn("--disable-log-stats")) {
          problems.add(noMetrics("--disable-log-stats"));
        }
      }
      case SGLANG -> {
        if (flags.has("--dp-size") && flags.isOn("--enable-dp-attention")) {
          divides(flags).ifPresent(problems::add);
        }
      }
      case LLAMACPP -> {}
    }
    return problems;
  }

  private static boolean refused(String flag, List<Problem> said) {
    return said.stream().anyMatch(p -> p.isError() && p.path().replace('_', '-').endsWith(flag));
  }

  private static Optional<Problem> divides(Arguments flags) {
    var tp = flags.value("--tp-size").map(Integer::parseInt).orElse(1);
    var dp = flags.value("--dp-size").map(Integer::parseInt).orElse(1);
    return tp % dp == 0
        ? Optional.empty()
        : Optional.of(
            Problem.error(
                "launch.bad-value",
                "args.--dp-size",
                Mark.NONE,
                "with --enable-dp-attention --dp-size has to divide --tp-size: " + tp + " / " + dp,
                ""));
  }

  private static Problem noMetrics(String flag) {
    return Problem.warning(
        "launch.no-metrics",
        "args." + flag,
        Mark.NONE,
        flag + " switches the engine's metrics off: status and scaling see nothing",
        "leave it out");
  }
}
