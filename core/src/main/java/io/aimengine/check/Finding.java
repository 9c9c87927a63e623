package io.aimengine.check;

import io.aimengine.api.Problem;
import java.util.Optional;

/// One thing that is wrong with a file, or worth knowing; its code is one of `Code`s.
public record Finding(Problem problem, Optional<Fix> fix) {
  public static Finding of(Problem problem) {
    return new Finding(problem, Optional.empty());
  }
}
