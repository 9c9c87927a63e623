package io.aimengine.gateway.routing;

/// How soon the first token would come: the less an engine has to compute until then, the better.
/// That is the part of this prompt that it has not cached, after those of the requests that still
/// wait for their first token there. Half as good is what has twice as much to do.
record FirstTokenWork() implements Scorer {
  /// What a request costs beside its prompt, in bytes of prompt: about 50 tokens' worth.
  private static final double BASE = 200;

  @Override
  public double score(Candidate candidate, Crowd crowd) {
    var least = Double.MAX_VALUE;
    for (var other : crowd.candidates()) {
      least = Math.min(least, work(other, crowd));
    }
    return least / work(candidate, crowd);
  }

  private static double work(Candidate candidate, Crowd crowd) {
    return BASE + candidate.pendingBytes() + crowd.promptBytes() - candidate.cachedBytes();
  }
}
