package io.aimengine.gateway.routing;

/// A replica that has the wanted LoRA adapter loaded need not load it, nor drop another for it.
record AdapterAffinity() implements Scorer {
  @Override
  public double score(Candidate candidate, Crowd crowd) {
    return crowd.adapter().map(candidate.engine().adapters()::contains).orElse(true) ? 1 : 0;
  }
}
