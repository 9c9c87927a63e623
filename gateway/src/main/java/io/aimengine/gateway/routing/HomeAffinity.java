package io.aimengine.gateway.routing;

/// What continues a session or a conversation goes home: to the replica that every gateway, and
/// this one after a restart, would name for it. The next ones in rank stand in for it.
record HomeAffinity() implements Scorer {
  @Override
  public double score(Candidate candidate, Crowd crowd) {
    return switch (crowd.stickiness()) {
      case NONE -> 0;
      case HOME -> 1.0 / (1 + rank(candidate, crowd));
    };
  }

  private static int rank(Candidate candidate, Crowd crowd) {
    var before = 0;
    for (var other : crowd.candidates()) {
      before += other.affinity() > candidate.affinity() ? 1 : 0;
    }
    return before;
  }
}
