package io.aimengine.local.preflight;

import io.aimengine.local.hardware.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The GPUs that were found, the driver, and everything that was odd about either.
final class DriverCheck implements Check {
  private static final String GPUS = "gpus";

  @Override
  public List<Finding> look(Situation situation) {
    var machine = situation.machine();
    var findings = new ArrayList<Finding>();
    findings.add(Finding.ok(GPUS, gpus(machine)));
    if (!machine.driver().isEmpty()) {
      findings.add(Finding.ok("driver", "amdgpu " + machine.driver()));
    } else if (!machine.gpus().isEmpty()) {
      findings.add(
          Finding.of(
              "driver",
              Problems.warning(
                  "driver-unknown",
                  "/sys/module/amdgpu",
                  "the amdgpu driver does not say its version",
                  "mount /sys as the host has it; `modinfo amdgpu` names the version")));
    }
    machine.problems().forEach(problem -> findings.add(Finding.of(GPUS, problem)));
    return findings;
  }

  private static String gpus(Machine machine) {
    Map<String, Integer> counts = new TreeMap<>();
    for (var gpu : machine.gpus()) {
      var kind = gpu.partition().isEmpty() ? "" : " " + gpu.partition();
      counts.merge("%s %.0f GiB%s".formatted(gpu.gfx(), gpu.vramGib(), kind), 1, Integer::sum);
    }
    var names = new ArrayList<String>();
    counts.forEach((name, count) -> names.add(count + " x " + name));
    return names.isEmpty()
        ? "no AMD GPU; models run on the CPU (%.1f cores)".formatted(machine.cpu().cores())
        : String.join(", ", names);
  }
}
