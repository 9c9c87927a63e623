package io.aimengine.explain;

import io.aimengine.plan.Verdict;
import java.util.List;
import java.util.Optional;

/// Why something else is not the plan: `refused` are the nearest of its candidates that rules
/// object to, `lost` the duel of its best accepted one, `remedies` what would make it the plan,
/// each tried. `accepted` and `candidates` count all that match what was asked.
public record WhyNot(
    String asked,
    int candidates,
    int accepted,
    Outcome outcome,
    List<Verdict> refused,
    Optional<Duel> lost,
    List<Remedy> remedies) {
  /// What became of the best candidate that matches.
  public enum Outcome {
    /// it is the plan
    CHOSEN,
    /// rules accept it, another one goes first
    LOST,
    /// every one that matches is refused by a rule
    REFUSED,
    /// nothing of the kind was considered: the wishes leave it out
    NOT_CONSIDERED,
    /// neither a candidate nor anything that the catalog knows
    UNKNOWN
  }

  public WhyNot {
    refused = List.copyOf(refused);
    remedies = List.copyOf(remedies);
  }
}
