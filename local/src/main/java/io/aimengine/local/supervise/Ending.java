package io.aimengine.local.supervise;

import java.time.Duration;
import java.util.Optional;

/// Why a supervisor stopped watching one engine process.
sealed interface Ending {

  /// What people are told.
  String reason();

  /// Whether starting it again could help.
  boolean isWorthARestart();

  /// The process ended by itself, or somebody ended it.
  record Exited(Optional<Integer> code, boolean wasReady) implements Ending {
    // what argparse, picocli and our own engine leave with when they reject an argument
    private static final int USAGE = 2;

    @Override
    public String reason() {
      return code.map(Exited::explain).orElse("the engine ended");
    }

    private static String explain(int code) {
      return switch (code) {
        case USAGE -> "the engine exited with code 2: it rejects an argument";
        case 137 -> "the engine was killed (SIGKILL; often the kernel, out of memory)";
        case 139 -> "the engine crashed (SIGSEGV)";
        case 134 -> "the engine aborted (SIGABRT)";
        case 143 -> "the engine was ended (SIGTERM)";
        default -> "the engine exited with code " + code;
      };
    }

    @Override
    public boolean isWorthARestart() {
      return wasReady || !code.equals(Optional.of(USAGE));
    }
  }

  /// It had nothing to do for as long as it was to stay awake, and still runs.
  record Idle(Duration time) implements Ending {
    @Override
    public String reason() {
      return "no request for " + time.toSeconds() + " s";
    }

    @Override
    public boolean isWorthARestart() {
      return false;
    }
  }

  /// It could not even be started.
  record NotStarted(String why) implements Ending {
    @Override
    public String reason() {
      return "cannot start the engine: " + why;
    }

    @Override
    public boolean isWorthARestart() {
      return false;
    }
  }

  /// It ran, but within its time no real request was answered. `last` is what was wrong last.
  record NeverReady(Duration time, String last) implements Ending {
    @Override
    public String reason() {
      return "not ready after " + time.toSeconds() + " s: " + last;
    }

    @Override
    public boolean isWorthARestart() {
      return false;
    }
  }

  /// It was ready and then did not answer any more.
  record Unresponsive(Duration time) implements Ending {
    @Override
    public String reason() {
      return "the engine has not answered for " + time.toSeconds() + " s";
    }

    @Override
    public boolean isWorthARestart() {
      return true;
    }
  }
}
