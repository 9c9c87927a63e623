package io.aimengine.local.run;

import java.util.Map;
import java.util.Optional;

/// Which process supervises an endpoint, and in which life of the machine it was started.
public record SupervisorId(ProcessId process, String boot) {
  static Optional<SupervisorId> read(byte[] text) {
    try {
      var fields = Json.read(text);
      var process = new ProcessId(fields.number("pid"), fields.number("start"));
      return Optional.of(new SupervisorId(process, fields.text("boot")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  byte[] write() {
    return Json.write(Map.of("pid", process.pid(), "start", process.start(), "boot", boot));
  }

  public boolean isAlive() {
    return isOfThisBoot() && process.isAlive();
  }

  /// Not so: the machine was restarted since, and nothing of that time still runs.
  boolean isOfThisBoot() {
    return boot.equals(currentBoot());
  }

  public static String currentBoot() {
    return StateFiles.firstLine("/proc/sys/kernel/random/boot_id");
  }
}
