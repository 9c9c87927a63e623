package io.aimengine.gateway.routing;

/// The larger the share of the prompt that a replica has cached, the better; a few hundred bytes
/// are computed faster than a busier replica gets to them, so they count for little.
record CachedPrefix() implements Scorer {
  /// Bytes that are worth half of what their share is: about 256 tokens.
  private static final double HALF = 1024;

  @Override
  public double score(Candidate candidate, Crowd crowd) {
    double cached = candidate.cachedBytes();
    return crowd.promptBytes() == 0 ? 0 : cached / crowd.promptBytes() * (cached / (cached + HALF));
  }
}
