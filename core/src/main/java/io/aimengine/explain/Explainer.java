package io.aimengine.explain;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.explain.WhyNot.Outcome;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.Planner;
import io.aimengine.plan.Survey;
import io.aimengine.plan.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Says why a plan won and why something else did not, with what would make it win: every answer is
/// one of the planner's.
public final class Explainer {
  private static final int MOST_REFUSED = 5;
  private static final int MOST_REMEDIES = 4;
  private static final int MOST_LEVERS = 3;
  private static final Set<String> LAST = Set.of("context", "goal");

  private final Catalog catalog;
  private final Planner planner;

  public Explainer(Catalog catalog) {
    this.catalog = catalog;
    this.planner = new Planner(catalog);
  }

  Survey survey(Question question) {
    return planner.survey(question.spec(), question.inventory(), question.recipes());
  }

  /// The duel that the chosen candidate won against the best of the others; empty without another.
  public Optional<Duel> won(Question question, String chosen) {
    var survey = survey(question);
    return survey.accepted().stream()
        .filter(v -> !v.candidate().label().equals(chosen))
        .findFirst()
        .flatMap(next -> survey.verdict(chosen).map(c -> duel(survey, c, next)));
  }

  private static Duel duel(Survey survey, Verdict winner, Verdict loser) {
    return new Duel(
        winner.candidate().label(), loser.candidate().label(), survey.compare(winner, loser));
  }

  /// Why what was asked for (`sglang`, `4`, `fp8`, `8xMI325X`, a recipe, a label) is not the plan.
  public WhyNot whyNot(Question question, String asked) {
    var survey = survey(question);
    var all = Stream.concat(survey.accepted().stream(), survey.rejected().stream()).toList();
    var exact = all.stream().filter(v -> v.candidate().label().equalsIgnoreCase(asked)).findFirst();
    var facets =
        exact.map(v -> Facets.of(v.candidate())).orElseGet(() -> Facets.read(asked, catalog, all));
    if (!facets.unknown().isEmpty()) {
      return nothing(String.join("; ", facets.unknown()), Outcome.UNKNOWN, List.of());
    }
    var accepted = survey.accepted().stream().filter(v -> facets.matches(v.candidate())).toList();
    var refused = survey.rejected().stream().filter(v -> facets.matches(v.candidate())).toList();
    if (accepted.isEmpty() && refused.isEmpty()) {
      return nothing(asked, Outcome.NOT_CONSIDERED, remedies(question, facets, Optional.empty()));
    }
    if (accepted.isEmpty()) {
      return new WhyNot(
          asked,
          refused.size(),
          0,
          Outcome.REFUSED,
          refused.stream().limit(MOST_REFUSED).toList(),
          Optional.empty(),
          remedies(question, facets, Optional.of(refused.getFirst().candidate())));
    }
    var best = survey.accepted().getFirst();
    var won = facets.matches(best.candidate());
    return new WhyNot(
        asked,
        accepted.size() + refused.size(),
        accepted.size(),
        won ? Outcome.CHOSEN : Outcome.LOST,
        refused.stream().limit(MOST_REFUSED).toList(),
        won ? Optional.empty() : Optional.of(duel(survey, best, accepted.getFirst())),
        won ? List.of() : remedies(question, facets, Optional.of(accepted.getFirst().candidate())));
  }

  private static WhyNot nothing(String asked, Outcome outcome, List<Remedy> remedies) {
    return new WhyNot(asked, 0, 0, outcome, List.of(), Optional.empty(), remedies);
  }

  /// The shortest lists of options that make a candidate with these parts the plan.
  private List<Remedy> remedies(Question question, Facets facets, Optional<Candidate> near) {
    var levers = levers(question, facets, near);
    for (var size = 1; size <= MOST_LEVERS; size++) {
      if (size == MOST_LEVERS) {
        // three at once only of what a person would ask for anyway
        levers = levers.stream().filter(l -> !LAST.contains(l.subject())).toList();
      }
      var found = new ArrayList<Remedy>();
      var subjects = new LinkedHashSet<Set<String>>();
      for (var set : subsets(levers, size)) {
        if (!subjects.contains(subjects(set))) {
          lead(Levers.pull(question, set), c -> facets.matches(c))
              .ifPresent(candidate -> {
                subjects.add(subjects(set));
                found.add(new Remedy(set.stream().map(Lever::option).toList(), candidate.label()));
              });
        }
      }
      if (!found.isEmpty()) {
        return found.stream().limit(MOST_REMEDIES).toList();
      }
    }
    return List.of();
  }

  private List<Lever> levers(Question question, Facets facets, Optional<Candidate> near) {
    var levers = new ArrayList<>(Levers.pins(facets, question));
    near.ifPresent(candidate -> {
      Levers.pins(Facets.of(candidate), question).stream()
          .filter(pin -> Levers.of(levers, pin.subject()).isEmpty())
          .forEach(levers::add);
      if (candidate.accelerator().kind() == Accelerator.Kind.GPU) {
        levers.add(Levers.wholeNode(candidate.accelerator(), candidate.gpuCount()));
      }
      levers.addAll(Levers.contexts(candidate.settings().maxModelLen()));
    });
    if (facets.hardware().isEmpty()) {
      largest()
          .map(a -> Levers.wholeNode(a, 1))
          .filter(l -> levers.stream().noneMatch(o -> o.option().equals(l.option())))
          .ifPresent(levers::add);
    }
    if (facets.precision().isEmpty()) {
      precisions(question).stream()
          .filter(p -> levers.stream().noneMatch(l -> l.option().equals(p.option())))
          .forEach(levers::add);
    }
    levers.addAll(Levers.goals(question.wishes().goal()));
    return levers;
  }

  /// The GPU with most memory.
  Optional<Accelerator> largest() {
    return catalog.accelerators().stream()
        .filter(a -> a.kind() == Accelerator.Kind.GPU)
        .max(
            Comparator.comparingDouble(Accelerator::memoryGib)
                .thenComparingDouble(Accelerator::bandwidthTbps)
                .thenComparing(Accelerator::name));
  }

  /// The precisions that other checkpoints of the model have, the widest first.
  private List<Lever> precisions(Question question) {
    return catalog.model(question.spec().model().id()).stream()
        .flatMap(model -> model.checkpoints().stream())
        .filter(c -> c.format() == Checkpoint.Format.SAFETENSORS)
        .map(Checkpoint::precision)
        .distinct()
        .sorted()
        .map(Levers::precision)
        .toList();
  }

  /// What a question leads to, when that is wanted.
  private Optional<Candidate> lead(Question question, Predicate<Candidate> wanted) {
    return survey(question).accepted().stream().findFirst().map(Verdict::candidate).filter(wanted);
  }

  private static Set<String> subjects(List<Lever> levers) {
    return levers.stream().map(Lever::subject).collect(Collectors.toSet());
  }

  /// Sets of a size in which no subject comes twice, in the order of the levers.
  static List<List<Lever>> subsets(List<Lever> from, int size) {
    if (size == 0) {
      return List.of(List.of());
    }
    var all = new ArrayList<List<Lever>>();
    for (var i = 0; i < from.size(); i++) {
      var first = from.get(i);
      for (var rest : subsets(from.subList(i + 1, from.size()), size - 1)) {
        if (!subjects(rest).contains(first.subject())) {
          var set = new ArrayList<Lever>();
          set.add(first);
          set.addAll(rest);
          all.add(set);
        }
      }
    }
    return all;
  }
}
