package io.aimengine.plan;

import java.util.List;

/// The reasons of a plan, as data: why the chosen one (empty when nothing fits), every rejected
/// verdict in a stable order, and what would make it fit (each checked by the same rules).
public record Explanation(
    List<String> reasons,
    List<Verdict> rejected,
    List<String> suggestions,
    List<Objection> blockers) {
  public Explanation {
    reasons = List.copyOf(reasons);
    rejected = List.copyOf(rejected);
    suggestions = List.copyOf(suggestions);
    blockers = List.copyOf(blockers);
  }
}
