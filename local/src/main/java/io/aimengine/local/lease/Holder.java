package io.aimengine.local.lease;

import io.aimengine.local.run.ProcessId;
import io.aimengine.local.run.SupervisorId;
import java.util.Optional;

/// A process that holds a lease, in one life of the machine: after a reboot the same number and the
/// same ticks since boot may be somebody else's.
public record Holder(ProcessId process, String boot) {
  public Holder {
    if (process.pid() <= 0 || !boot.matches("[0-9a-f-]{0,36}")) {
      throw new IllegalArgumentException("not a process: " + process + " " + boot);
    }
  }

  /// The process that now has this number.
  public static Optional<Holder> of(long pid) {
    return ProcessId.of(pid).map(process -> new Holder(process, SupervisorId.currentBoot()));
  }

  /// This very process.
  public static Holder self() {
    return new Holder(ProcessId.self(), SupervisorId.currentBoot());
  }

  public boolean isAlive() {
    return boot.equals(SupervisorId.currentBoot()) && process.isAlive();
  }
}
