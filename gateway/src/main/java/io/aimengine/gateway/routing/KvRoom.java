package io.aimengine.gateway.routing;

/// The fuller the KV cache, the nearer an engine is to preempting requests.
record KvRoom() implements Scorer {
  @Override
  public double score(Candidate candidate, Crowd crowd) {
    return 1 - candidate.engine().kvUse();
  }
}
