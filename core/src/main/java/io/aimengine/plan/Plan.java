package io.aimengine.plan;

import io.aimengine.spec.EndpointSpec;

/// A decision: this candidate, at this place, with this memory. `replicas` as the manifest asks.
public record Plan(
    EndpointSpec spec, Candidate candidate, MemoryEstimate memory, Place place, int replicas) {

  /// The same for a manifest that differs in nothing that was decided.
  public Plan of(EndpointSpec other) {
    return new Plan(other, candidate, memory, place, replicas);
  }

  /// The node of the first replica.
  public String node() {
    return place.node();
  }
}
