package io.aimengine.plan;

import java.util.Optional;

/// The accelerator that the manifest asks for.
record HardwareWish() implements Rule {
  @Override
  public String name() {
    return "the hardware that the manifest asks for";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var name = candidate.accelerator().name();
    return situation
        .wishes()
        .hardware()
        .filter(wanted -> !wanted.strip().equalsIgnoreCase(name))
        .map(wanted ->
            new Objection(
                "wish.hardware", "runs on " + name + ", the manifest asks for " + wanted));
  }
}
