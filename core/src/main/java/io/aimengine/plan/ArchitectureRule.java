package io.aimengine.plan;

import java.util.Optional;

/// The engine version knows the model's class.
record ArchitectureRule() implements Rule {
  @Override
  public String name() {
    return "the engine knows the architecture";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var className = candidate.model().architecture().className();
    return candidate.engine().architectures().contains(className)
        ? Optional.empty()
        : Optional.of(
            new Objection(
                "engine.architecture",
                candidate.engine().label() + " does not know the architecture " + className));
  }
}
