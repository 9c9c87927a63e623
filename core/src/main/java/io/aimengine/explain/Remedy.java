package io.aimengine.explain;

import java.util.List;

/// What would lead to another plan, tried by the planner: the options to add, and what is served
/// then.
public record Remedy(List<String> options, String candidate) {
  public Remedy {
    options = List.copyOf(options);
  }

  /// `--engine sglang --gpu-count 4`.
  public String words() {
    return String.join(" ", options);
  }
}
