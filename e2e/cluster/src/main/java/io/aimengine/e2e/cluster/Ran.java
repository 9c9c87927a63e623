package io.aimengine.e2e.cluster;

/// How a program ended, with all that it printed.
public record Ran(String command, int exit, String output, String errors) {
  /// @throws IllegalStateException with what it said, unless it ended with 0
  public Ran orThrow() {
    if (exit != 0) {
      throw new IllegalStateException(command + " ended with " + exit + "\n" + errors + output);
    }
    return this;
  }
}
