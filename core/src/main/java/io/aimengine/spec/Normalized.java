package io.aimengine.spec;

import io.aimengine.api.Problem;
import java.util.List;
import java.util.Optional;

/// What a manifest says. `spec` is there when no problem is an error; `read` is what could be read
/// all the same, good for nothing but to find more mistakes.
public record Normalized(
    Optional<EndpointSpec> spec, Optional<EndpointSpec> read, List<Problem> problems) {
  public Normalized {
    problems = List.copyOf(problems);
  }

  public Normalized(Optional<EndpointSpec> spec, List<Problem> problems) {
    this(spec, spec, problems);
  }
}
