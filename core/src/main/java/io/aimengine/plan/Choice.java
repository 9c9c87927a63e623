package io.aimengine.plan;

import io.aimengine.plan.Judge.Judged;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The best of the accepted candidates, why, and what was rejected.
record Choice(Optional<Judged> chosen, List<String> reasons, List<Verdict> rejected) {
  /// Nearest misses first; what is for hardware that is not here at all comes last.
  private static final Comparator<Verdict> NEAREST_MISS =
      Comparator.comparing((Verdict v) -> objects(v, DevicesRule.ABSENT))
          .thenComparingInt(v -> v.objections().size())
          .thenComparing(v -> v.candidate().origin())
          .thenComparing(v -> v.candidate().accelerator().name())
          .thenComparing(v -> v.candidate().engine().label())
          .thenComparing(v -> v.candidate().name())
          .thenComparingInt(v -> v.candidate().gpuCount());

  /// Judges every candidate by every rule; `current`, the label of what runs now, is kept while it
  /// is accepted.
  static Choice of(
      Wanted wanted, List<Candidate> candidates, Inventory inventory, Optional<String> current) {
    var judge = new Judge(wanted, inventory, Rules.all());
    var ranking = new Ranking(wanted.wishes());
    var judged = candidates.stream().map(judge::judge).toList();
    var rejected =
        judged.stream()
            .filter(j -> !j.accepted())
            .map(Judged::verdict)
            .sorted(NEAREST_MISS)
            .toList();
    var accepted = judged.stream().filter(Judged::accepted).sorted(ranking.order()).toList();
    if (accepted.isEmpty()) {
      return new Choice(Optional.empty(), List.of(), rejected);
    }
    var running =
        judged.stream()
            .filter(j -> current.filter(j.candidate().label()::equals).isPresent())
            .findFirst();
    var kept = running.filter(Judged::accepted);
    var chosen = kept.orElse(accepted.getFirst());
    var next = accepted.stream().filter(j -> !j.equals(chosen)).findFirst();
    var against = kept.isPresent() && !chosen.equals(accepted.getFirst());
    var reasons = new Reasons(wanted, ranking).of(chosen, next, running, against);
    return new Choice(Optional.of(chosen), reasons, rejected);
  }

  private static boolean objects(Verdict verdict, String code) {
    return verdict.objections().stream().anyMatch(o -> o.code().equals(code));
  }
}
