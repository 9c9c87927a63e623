package io.aimengine.launch;

import io.aimengine.api.Problem;
import java.util.List;
import java.util.Optional;

/// A launch, unless a problem is an error; notes and warnings come with one.
public record LaunchResult(Optional<Launch> launch, List<Problem> problems) {
  public LaunchResult {
    problems = List.copyOf(problems);
  }
}
