package io.aimengine.explain;

import io.aimengine.plan.Criterion;
import java.util.List;
import java.util.Optional;

/// Two accepted candidates held against each other, criterion by criterion.
public record Duel(String winner, String loser, List<Criterion> criteria) {
  public Duel {
    criteria = List.copyOf(criteria);
  }

  /// The first criterion that tells the two apart.
  public Optional<Criterion> decided() {
    return criteria.stream().filter(Criterion::decides).findFirst();
  }

  /// `throughput per GPU: estimated throughput per GPU 1.79 times as high`.
  public String words() {
    return decided().map(c -> c.name() + ": " + c.words()).orElse("nothing tells them apart");
  }
}
