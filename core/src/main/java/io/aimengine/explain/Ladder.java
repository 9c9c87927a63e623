package io.aimengine.explain;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Accelerator.Kind;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.explain.Rung.Direction;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What one gives up at each step to run on fewer or smaller devices, and what one gains with more:
/// each step is planned, none is guessed.
public final class Ladder {
  private static final List<Integer> COUNTS = List.of(8, 4, 2, 1);
  private static final int MOST_OTHERS = 4;
  private static final int SHORTEST = 4096;

  private final Explainer explainer;
  private final Catalog catalog;
  private final Question question;
  private final Model model;
  private final Optional<Verdict> base;
  private final Exchange exchange;

  private Ladder(Catalog catalog, Question question, Model model) {
    this.explainer = new Explainer(catalog);
    this.catalog = catalog;
    this.question = question;
    this.model = model;
    this.base = explainer.survey(question).accepted().stream().findFirst();
    this.exchange = new Exchange(model, question, base);
  }

  /// What was asked for first, when it can be served; then steps on the same devices, on fewer and
  /// smaller ones, and on more. Empty for a model that the catalog does not know.
  public static List<Rung> of(Catalog catalog, Question question) {
    return catalog
        .model(question.spec().model().id())
        .map(model -> new Ladder(catalog, question, model).rungs())
        .orElse(List.of());
  }

  private List<Rung> rungs() {
    var rungs = new ArrayList<Rung>();
    base.ifPresent(v ->
        rungs.add(
            new Rung(
                Direction.ASKED,
                List.of(),
                List.of(),
                List.of(),
                question.spec().model().id(),
                v)));
    base.map(Verdict::candidate).ifPresentOrElse(c -> from(c, rungs), () -> instead(rungs));
    return List.copyOf(rungs);
  }

  private void from(Candidate chosen, List<Rung> rungs) {
    here(chosen, rungs);
    if (chosen.accelerator().kind() == Kind.CPU) {
      return;
    }
    COUNTS.stream()
        .filter(count -> count < chosen.gpuCount())
        .forEach(count -> least(chosen.accelerator(), count, Direction.DOWN).ifPresent(rungs::add));
    smaller(chosen, rungs);
    COUNTS.reversed().stream()
        .filter(count -> count > chosen.gpuCount())
        .forEach(count -> exactly(chosen.accelerator(), count).ifPresent(rungs::add));
    explainer
        .largest()
        .filter(a -> a.memoryGib() > chosen.accelerator().memoryGib())
        .flatMap(a -> exactly(a, chosen.gpuCount()))
        .ifPresent(rungs::add);
  }

  /// The same devices used otherwise: every concession by itself, and half the context.
  private void here(Candidate chosen, List<Rung> rungs) {
    var pinned = pinned(chosen);
    var half = chosen.settings().maxModelLen() / 2;
    if (half >= SHORTEST && question.wishes().context().isEmpty()) {
      here(new Concession(List.of(Levers.context(half)), named()), pinned, chosen)
          .ifPresent(rungs::add);
    }
    if (chosen.accelerator().kind() == Kind.GPU) {
      Concession.all(catalog, model, pinned, chosen.accelerator()).stream()
          .filter(c -> !c.levers().isEmpty())
          .forEach(c -> here(c, pinned, chosen).ifPresent(rungs::add));
    }
    Concession.siblings(catalog, model).stream()
        .limit(1)
        .forEach(
            s -> here(new Concession(List.of(), s.id()), pinned, chosen).ifPresent(rungs::add));
  }

  /// With the GPU count among the options where the planner would take another one without.
  private Optional<Rung> here(Concession concession, Question pinned, Candidate chosen) {
    var free =
        explainer.survey(concession.from(question)).accepted().stream()
            .findFirst()
            .map(v -> v.candidate().label());
    return rung(concession, pinned, Direction.HERE)
        .map(rung ->
            free.equals(Optional.of(rung.verdict().candidate().label()))
                ? rung
                : rung.with(Levers.gpus(chosen.gpuCount()).option()));
  }

  private Question pinned(Candidate chosen) {
    var gpu = chosen.accelerator().kind() == Kind.GPU;
    return gpu ? Levers.gpus(chosen.gpuCount()).pull().apply(question) : question;
  }

  /// Other accelerators with less memory, each with the fewest GPUs that need the least concession,
  /// no more memory in all than the plan takes.
  private void smaller(Candidate chosen, List<Rung> rungs) {
    var all = chosen.gpuCount() * chosen.accelerator().memoryGib();
    catalog.accelerators().stream()
        .filter(a -> a.kind() == Kind.GPU && a.memoryGib() < chosen.accelerator().memoryGib())
        .sorted(
            Comparator.comparingDouble(Accelerator::memoryGib)
                .reversed()
                .thenComparing(Accelerator::name))
        .limit(MOST_OTHERS)
        .forEach(a ->
            COUNTS.reversed().stream()
                .filter(count -> count * a.memoryGib() <= all || count == 1)
                .flatMap(count -> least(a, count, Direction.DOWN).stream())
                .min(
                    Comparator.comparingInt((Rung r) -> r.options().size())
                        .thenComparing(r -> !r.model().equals(named()))
                        .thenComparingInt(r -> r.verdict().candidate().gpuCount()))
                .ifPresent(rungs::add));
  }

  /// Nothing fits as asked: the least concession here, then more of the same devices, then larger.
  private void instead(List<Rung> rungs) {
    var present =
        question.inventory().nodes().stream()
            .flatMap(node -> node.devices().stream())
            .map(d -> d.accelerator())
            .distinct()
            .toList();
    for (var accelerator : present) {
      Concession.all(catalog, model, question, accelerator).stream()
          .flatMap(c -> rung(c, question, Direction.HERE).stream())
          .filter(r -> r.verdict().candidate().accelerator().equals(accelerator))
          .limit(3)
          .forEach(rungs::add);
    }
    present.stream()
        .filter(a -> a.kind() == Kind.GPU)
        .forEach(a ->
            COUNTS.reversed().stream()
                .flatMap(count -> exactly(a, count).stream())
                .findFirst()
                .ifPresent(rungs::add));
    explainer
        .largest()
        .filter(a -> !present.contains(a))
        .flatMap(a ->
            COUNTS.reversed().stream().flatMap(count -> exactly(a, count).stream()).findFirst())
        .ifPresent(rungs::add);
  }

  /// So many of an accelerator with nothing given up.
  private Optional<Rung> exactly(Accelerator accelerator, int count) {
    return rung(new Concession(List.of(), named()), machine(accelerator, count), Direction.UP)
        .map(rung -> with(rung, accelerator, count));
  }

  /// So many of an accelerator with the least that has to be given up.
  private Optional<Rung> least(Accelerator accelerator, int count, Direction direction) {
    var there = machine(accelerator, count);
    return Concession.all(catalog, model, question, accelerator).stream()
        .flatMap(c -> rung(c, there, direction).stream())
        .findFirst()
        .map(rung -> with(rung, accelerator, count));
  }

  private Question machine(Accelerator accelerator, int count) {
    var there = Levers.machine(accelerator, count).pull().apply(question);
    return Levers.gpus(count).pull().apply(there);
  }

  private static Rung with(Rung rung, Accelerator accelerator, int count) {
    var options = new ArrayList<String>();
    options.add(Levers.machine(accelerator, count).option());
    options.add(Levers.gpus(count).option());
    options.addAll(rung.options());
    return new Rung(
        rung.direction(), rung.givesUp(), rung.gains(), options, rung.model(), rung.verdict());
  }

  private Optional<Rung> rung(Concession concession, Question there, Direction direction) {
    return explainer.survey(concession.from(there)).accepted().stream()
        .findFirst()
        .map(v ->
            new Rung(
                direction,
                exchange.givesUp(v),
                exchange.gains(v),
                concession.options(),
                concession.model(),
                v));
  }

  private String named() {
    return question.spec().model().id();
  }
}
