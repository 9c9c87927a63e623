package io.aimengine.gateway.routing;

/// How well a candidate suits a request by one measure: from 0 (worst) to 1 (best).
interface Scorer {
  double score(Candidate candidate, Crowd crowd);
}
