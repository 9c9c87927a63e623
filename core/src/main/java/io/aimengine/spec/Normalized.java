package io.aimengine.spec;

import io.aimengine.api.Problem;
import java.util.List;
import java.util.Optional;

/// What a manifest says. `spec` is there when no problem is an error.
public record Normalized(Optional<EndpointSpec> spec, List<Problem> problems) {
  public Normalized {
    problems = List.copyOf(problems);
  }
}
