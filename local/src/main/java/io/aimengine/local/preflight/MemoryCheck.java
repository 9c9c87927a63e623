package io.aimengine.local.preflight;

import java.util.ArrayList;
import java.util.List;

/// Whether each GPU has the part of its memory free that the engine takes at its start.
final class MemoryCheck implements Check {
  private static final String NAME = "GPU memory";

  @Override
  public List<Finding> look(Situation situation) {
    var findings = new ArrayList<Finding>();
    for (var gpu : situation.gpus()) {
      if (!gpu.hasFree(situation.fraction())) {
        var message =
            "%s has %.1f of %.1f GiB free, the engine takes %.1f GiB (%.0f %%)"
                .formatted(
                    gpu.id(),
                    gpu.freeGib(),
                    gpu.vramGib(),
                    gpu.vramGib() * situation.fraction(),
                    situation.fraction() * 100);
        var fix =
            "`amd-smi process` shows who uses it: end that program, take another GPU, or lower"
                + " --gpu-memory-utilization (SGLang: --mem-fraction-static)";
        findings.add(Finding.of(NAME, Problems.error("gpu-memory", gpu.id(), message, fix)));
      }
    }
    if (findings.isEmpty() && !situation.gpus().isEmpty()) {
      findings.add(Finding.ok(NAME, "free on all " + situation.gpus().size() + " GPUs"));
    }
    return findings;
  }
}
