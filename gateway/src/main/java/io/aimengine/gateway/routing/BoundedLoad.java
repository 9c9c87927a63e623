package io.aimengine.gateway.routing;

/// No replica gets more than `factor` times the average of what is outstanding, the new request
/// counted in, rounded up (Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded
/// Loads", 2016). The least loaded candidate is always inside.
record BoundedLoad(double factor) implements Filter {
  static final double FACTOR = 1.25;

  @Override
  public boolean keeps(Candidate candidate, Crowd crowd) {
    return candidate.outstanding() + 1 <= bound(crowd);
  }

  int bound(Crowd crowd) {
    return (int) Math.ceil(factor * (crowd.outstanding() + 1) / crowd.candidates().size());
  }
}
