package io.aimengine.local.lease;

/// A process, told apart from a later one with the same number by when it started (boot and clock
/// ticks since then).
public record Holder(long pid, String started) {
  public Holder {
    if (pid <= 0 || !started.matches("[0-9a-f]{0,36}:\\d+")) {
      throw new IllegalArgumentException("not a process: " + pid + " " + started);
    }
  }
}
