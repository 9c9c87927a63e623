package io.aimengine.local.hardware;

import java.time.Duration;
import java.util.List;

/// Runs a program of the machine to its end. Nothing here throws: a program that is absent, hangs
/// or is killed is an outcome.
public interface CommandRunner {

  Outcome run(List<String> argv, Duration timeout);

  /// What became of the program.
  sealed interface Outcome {
    /// It ended by itself; both texts are cut at 1 MiB.
    record Finished(int exitCode, String stdout, String stderr) implements Outcome {
      public boolean ok() {
        return exitCode == 0;
      }
    }

    /// No program of that name.
    record NotFound() implements Outcome {}

    /// Still running after its time, and killed.
    record TimedOut(Duration after) implements Outcome {}
  }
}
