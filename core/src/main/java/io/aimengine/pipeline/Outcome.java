package io.aimengine.pipeline;

import io.aimengine.api.Problem;
import io.aimengine.launch.Launch;
import io.aimengine.plan.PlanResult;
import java.util.List;
import java.util.Optional;

/// What became of an endpoint on the straight line: its plan or the reasons why there is none, the
/// launch of a plan unless a problem is an error, and all problems of both.
public record Outcome(PlanResult result, Optional<Launch> launch, List<Problem> problems) {
  public Outcome {
    problems = List.copyOf(problems);
  }
}
