package io.aimengine.plan;

import io.aimengine.plan.Judge.Judged;
import java.util.List;
import java.util.Optional;

/// The best of the accepted candidates, why, and what was rejected.
record Choice(Optional<Judged> chosen, List<String> reasons, List<Verdict> rejected) {
  /// `current`, the label of what runs now, is kept while it is accepted.
  static Choice of(Wanted wanted, Survey survey, Optional<String> current) {
    var accepted = survey.ranked();
    if (accepted.isEmpty()) {
      return new Choice(Optional.empty(), List.of(), survey.rejected());
    }
    var running = current.flatMap(survey::find);
    var kept = running.filter(Judged::accepted);
    var chosen = kept.orElse(accepted.getFirst());
    var next = accepted.stream().filter(j -> !j.equals(chosen)).findFirst();
    var against = kept.isPresent() && !chosen.equals(accepted.getFirst());
    var reasons = new Reasons(wanted, survey.ranking()).of(chosen, next, running, against);
    return new Choice(Optional.of(chosen), reasons, survey.rejected());
  }
}
