package io.aimengine.plan;

import java.util.Optional;

/// The engine version has every flag of the candidate; `launch` checks the values.
record FlagsRule() implements Rule {
  @Override
  public String name() {
    return "the engine has every flag";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var unknown = candidate.settings().extras().unknownFlags();
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(new Objection("engine.flag", String.join("; ", unknown)));
  }
}
