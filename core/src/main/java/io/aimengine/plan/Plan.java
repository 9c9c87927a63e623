package io.aimengine.plan;

import io.aimengine.spec.EndpointSpec;

/// A decision: this candidate, on this node, with this memory. `replicas` as the manifest asks.
public record Plan(
    EndpointSpec spec, Candidate candidate, MemoryEstimate memory, String node, int replicas) {}
