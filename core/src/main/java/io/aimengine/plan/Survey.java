package io.aimengine.plan;

import io.aimengine.plan.Judge.Judged;
import java.util.List;
import java.util.Optional;

/// Every way to serve an endpoint, as all rules judged it: the accepted ones best first, the
/// rejected ones nearest miss first, and how any two compare.
public final class Survey {
  /// A rejected candidate with how far it is from being served, worked out once.
  private record Miss(Verdict verdict, int objections) {
    private static final int ABSENT = 1000;

    static Miss of(Judged judged) {
      var verdict = judged.verdict();
      var absent = objects(verdict, DevicesRule.ABSENT) ? ABSENT : 0;
      return new Miss(verdict, absent + verdict.objections().size());
    }

    /// Nearest misses first; what is for hardware that is not here at all comes last. What is equal
    /// stays in the order of labels.
    static int compare(Miss one, Miss other) {
      var left = one.verdict.candidate();
      var right = other.verdict.candidate();
      var sign = Integer.compare(one.objections, other.objections);
      if (sign == 0) {
        sign = left.origin().compareTo(right.origin());
      }
      if (sign == 0) {
        sign = left.accelerator().name().compareTo(right.accelerator().name());
      }
      return sign == 0 ? Candidate.byEngine(left, right) : sign;
    }
  }

  private final Ranking ranking;
  private final List<Judged> judged;
  private final List<Judged> ranked;

  /// `judged` by label.
  private Survey(Ranking ranking, List<Judged> judged) {
    this.ranking = ranking;
    this.judged = List.copyOf(judged);
    this.ranked = ranking.sorted(judged.stream().filter(Judged::accepted).toList());
  }

  static Survey of(Wanted wanted, List<Candidate> candidates, Inventory inventory) {
    return of(wanted, candidates, inventory, new Columns());
  }

  /// `columns` know what memory the catalog's own candidates take.
  static Survey of(
      Wanted wanted, List<Candidate> candidates, Inventory inventory, Columns columns) {
    var judge = new Judge(wanted, inventory, Rules.all(), columns);
    return new Survey(
        new Ranking(wanted.wishes()),
        candidates.stream().sorted(Candidate.BY_LABEL).map(judge::judge).toList());
  }

  /// Nothing could be judged.
  static Survey nothing(Wanted wanted) {
    return new Survey(new Ranking(wanted.wishes()), List.of());
  }

  /// All, by label.
  List<Verdict> verdicts() {
    return judged.stream().map(Judged::verdict).toList();
  }

  /// Best first.
  public List<Verdict> accepted() {
    return ranked.stream().map(Judged::verdict).toList();
  }

  /// Nearest miss first.
  public List<Verdict> rejected() {
    return judged.stream()
        .filter(j -> !j.accepted())
        .map(Miss::of)
        .sorted(Miss::compare)
        .map(Miss::verdict)
        .toList();
  }

  /// The verdict on a candidate by its label.
  public Optional<Verdict> verdict(String label) {
    return find(label).map(Judged::verdict);
  }

  /// How two candidates of this survey compare by each criterion, in the order in which the
  /// criteria count; empty when one of them is none of this survey.
  public List<Criterion> compare(Verdict one, Verdict other) {
    var left = find(one.candidate().label());
    var right = find(other.candidate().label());
    return left.isEmpty() || right.isEmpty() ? List.of() : ranking.compare(left.get(), right.get());
  }

  Ranking ranking() {
    return ranking;
  }

  List<Judged> ranked() {
    return ranked;
  }

  Optional<Judged> find(String label) {
    return judged.stream().filter(j -> j.candidate().label().equals(label)).findFirst();
  }

  private static boolean objects(Verdict verdict, String code) {
    for (var objection : verdict.objections()) {
      if (objection.code().equals(code)) {
        return true;
      }
    }
    return false;
  }
}
