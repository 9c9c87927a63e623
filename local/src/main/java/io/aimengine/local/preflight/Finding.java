package io.aimengine.local.preflight;

import io.aimengine.api.Problem;
import java.util.Optional;

/// One row of `aim-engine doctor`: what was looked at, what was found and, unless all is well, the
/// problem with its fix.
public record Finding(String check, Level level, String detail, Optional<Problem> problem) {

  /// How a row weighs. `FAIL` stops a launch.
  public enum Level {
    OK,
    WARN,
    FAIL
  }

  static Finding ok(String check, String detail) {
    return new Finding(check, Level.OK, detail, Optional.empty());
  }

  static Finding of(String check, Problem problem) {
    var level =
        switch (problem.severity()) {
          case ERROR -> Level.FAIL;
          case WARNING -> Level.WARN;
          case NOTE -> Level.OK;
        };
    return new Finding(check, level, problem.message(), Optional.of(problem));
  }
}
