package io.aimengine.flags;

import io.aimengine.api.Problem;
import java.util.List;

/// Merged flags and everything there is to say about them; flags with an error are left out.
public record CheckedArguments(Arguments arguments, List<Problem> problems) {
  public CheckedArguments {
    problems = List.copyOf(problems);
  }

  public boolean hasErrors() {
    return problems.stream().anyMatch(Problem::isError);
  }
}
