package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import java.util.Optional;

/// Attention heads divide among the tensor-parallel ranks; KV heads divide or are copied whole.
record HeadsRule() implements Rule {
  @Override
  public String name() {
    return "heads divide among the ranks";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var arch = candidate.model().architecture();
    var tp = candidate.settings().tensorParallel();
    if (arch.heads() % tp != 0) {
      return Optional.of(
          new Objection(
              "shards.heads",
              arch.heads() + " attention heads do not divide by tensor parallel size " + tp));
    }
    var even = arch.kvHeads() % tp == 0 || tp % arch.kvHeads() == 0;
    if (!even && arch.attention().stream().noneMatch(Attention.Latent.class::isInstance)) {
      return Optional.of(
          new Objection(
              "shards.kv-heads",
              arch.kvHeads()
                  + " KV heads neither divide by tensor parallel size "
                  + tp
                  + " nor into it"));
    }
    return Optional.empty();
  }
}
