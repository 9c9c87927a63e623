package io.aimengine.plan;

/// What planning gives: a plan with its reasons, or the reasons why there is none.
public sealed interface PlanResult {
  Explanation explanation();

  record Planned(Plan plan, Explanation explanation) implements PlanResult {}

  record Infeasible(Explanation explanation) implements PlanResult {}
}
