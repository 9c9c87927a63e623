package io.aimengine.local.lease;

import io.aimengine.local.hardware.HostTree;
import java.util.Optional;

/// Which processes are alive, read from /proc.
public final class Processes {
  /// Fields of /proc/PID/stat after the program's name, which may itself hold blanks.
  private static final int STATE = 0;

  private static final int START_TIME = 19;

  private final HostTree tree;

  public Processes(HostTree tree) {
    this.tree = tree;
  }

  /// The process that now has this number; a zombie is dead.
  public Optional<Holder> find(long pid) {
    var stat = tree.text("/proc/" + pid + "/stat").orElse("");
    var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= START_TIME || "ZX".contains(fields[STATE])) {
      return Optional.empty();
    }
    return fields[START_TIME].matches("\\d+")
        ? Optional.of(new Holder(pid, boot() + ":" + fields[START_TIME]))
        : Optional.empty();
  }

  public boolean isAlive(Holder holder) {
    return find(holder.pid()).filter(holder::equals).isPresent();
  }

  /// This very process.
  public Holder self() {
    var pid = ProcessHandle.current().pid();
    return find(pid).orElseThrow(() -> new IllegalStateException("/proc does not list " + pid));
  }

  private String boot() {
    return tree.text("/proc/sys/kernel/random/boot_id")
        .filter(id -> id.matches("[0-9a-f-]{36}"))
        .map(id -> id.replace("-", ""))
        .orElse("");
  }
}
