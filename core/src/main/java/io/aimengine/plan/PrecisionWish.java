package io.aimengine.plan;

import java.util.Optional;

/// The precision that the manifest asks for.
record PrecisionWish() implements Rule {
  @Override
  public String name() {
    return "the precision that the manifest asks for";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var checkpoint = candidate.checkpoint();
    return situation
        .wishes()
        .precision()
        .filter(wanted -> !checkpoint.serves(wanted))
        .map(wanted ->
            new Objection(
                "wish.precision",
                checkpoint.id()
                    + " is "
                    + checkpoint.precision().id()
                    + ", the manifest asks for "
                    + wanted.id()));
  }
}
