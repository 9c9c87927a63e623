package io.aimengine.plan;

import java.util.Optional;

/// One reason why a candidate may not be served (`docs/reference/planning-rules.md`). Every rule
/// judges every candidate.
interface Rule {
  /// What the rule holds, in a few words.
  String name();

  Optional<Objection> judge(Candidate candidate, Situation situation);
}
