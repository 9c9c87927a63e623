package io.aimengine.local.hardware;

import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Looks at the machine: GPUs through the KFD topology, CPU and memory through procfs and cgroups.
/// Never fails; what it cannot read is among the problems.
public final class HardwareProbe {
  private final HostTree tree;
  private final Map<String, String> env;
  private final CommandRunner commands;

  public HardwareProbe(HostTree tree, Map<String, String> env, CommandRunner commands) {
    this.tree = tree;
    this.env = Map.copyOf(env);
    this.commands = commands;
  }

  /// Reads kernel files only: a few milliseconds.
  public Machine read() {
    var problems = new ArrayList<Problem>();
    return machine(visible(gpus(problems), problems), problems);
  }

  /// Reads and compares with amd-smi or rocm-smi where there is one: seconds on a GPU host.
  public Machine readAndCheck() {
    var problems = new ArrayList<Problem>();
    var gpus = gpus(problems);
    if (!gpus.isEmpty()) {
      problems.addAll(new SmiCheck(commands).compare(gpus));
    }
    return machine(visible(gpus, problems), problems);
  }

  private List<Gpu> gpus(List<Problem> problems) {
    if (!tree.exists("/sys/class/kfd")) {
      problems.addAll(new PciCheck(tree).cardsWithoutDriver());
      return List.of();
    }
    return new GpuReader(tree, problems).read();
  }

  private List<Gpu> visible(List<Gpu> gpus, List<Problem> problems) {
    return new VisibleDevices(env, problems).filter(gpus);
  }

  private Machine machine(List<Gpu> gpus, List<Problem> problems) {
    var name = tree.text("/proc/sys/kernel/hostname").orElse("localhost");
    return new Machine(name, gpus, new CpuReader(tree).read(), driver(), problems);
  }

  /// The packaged driver has a version of its own; the kernel's driver has the kernel's.
  private String driver() {
    if (!tree.exists("/sys/module/amdgpu")) {
      return "";
    }
    var kernel = tree.text("/proc/sys/kernel/osrelease").orElse("unknown");
    return tree.text("/sys/module/amdgpu/version").orElse("in-tree, kernel " + kernel);
  }
}
