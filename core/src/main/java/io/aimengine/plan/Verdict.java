package io.aimengine.plan;

import java.util.List;

/// What all rules said of one candidate; no objections means that it can be served here.
public record Verdict(Candidate candidate, MemoryEstimate memory, List<Objection> objections) {
  public Verdict {
    objections = List.copyOf(objections);
  }

  public boolean accepted() {
    return objections.isEmpty();
  }
}
