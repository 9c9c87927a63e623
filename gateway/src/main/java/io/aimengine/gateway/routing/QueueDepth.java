package io.aimengine.gateway.routing;

/// An engine that tells of waiting requests, whoever sent them, is behind.
record QueueDepth() implements Scorer {
  @Override
  public double score(Candidate candidate, Crowd crowd) {
    return 1 / (1 + candidate.engine().waiting());
  }
}
