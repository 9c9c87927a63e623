package io.aimengine.gateway.routing;

/// The fewer requests are with a replica, the better; measured against what the bound allows.
record LeastOutstanding(BoundedLoad limit) implements Scorer {
  @Override
  public double score(Candidate candidate, Crowd crowd) {
    return Math.max(0, 1 - (double) candidate.outstanding() / limit.bound(crowd));
  }
}
