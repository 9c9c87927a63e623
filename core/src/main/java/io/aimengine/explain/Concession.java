package io.aimengine.explain;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import io.aimengine.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A list of things to give up: levers to pull, and the model to serve instead.
record Concession(List<Lever> levers, String model) {
  private static final int MOST_SIBLINGS = 3;

  Concession {
    levers = List.copyOf(levers);
  }

  /// In the order in which people would rather give up: nothing, the precision of the cache, that
  /// of the weights, both, the model itself. A shorter context the planner chooses by itself.
  static List<Concession> all(Catalog catalog, Model model, Question question, Accelerator on) {
    var all = new ArrayList<Concession>();
    var own = question.spec().model().id();
    var cache = on.support(Precision.FP8) == Support.NATIVE;
    all.add(new Concession(List.of(), own));
    if (cache) {
      all.add(new Concession(List.of(Levers.fp8Cache()), own));
    }
    for (var precision : precisions(model, question, on)) {
      all.add(new Concession(List.of(Levers.precision(precision)), own));
      if (cache) {
        all.add(new Concession(List.of(Levers.precision(precision), Levers.fp8Cache()), own));
      }
    }
    siblings(catalog, model).forEach(s -> all.add(new Concession(List.of(), s.id())));
    return all;
  }

  /// Precisions below the one asked for that the accelerator serves packed, the widest first.
  static List<Precision> precisions(Model model, Question question, Accelerator on) {
    var bits =
        question
            .wishes()
            .precision()
            .map(Precision::bits)
            .orElseGet(() -> named(model, question).precision().bits());
    return model.checkpoints().stream()
        .filter(c -> c.format() == Format.SAFETENSORS)
        .map(Checkpoint::precision)
        .filter(p -> p.bits() < bits)
        .filter(p -> on.support(p) == Support.NATIVE || on.support(p) == Support.WEIGHT_ONLY)
        .distinct()
        .sorted(Comparator.comparingInt(Precision::bits).reversed().thenComparing(p -> p))
        .toList();
  }

  private static Checkpoint named(Model model, Question question) {
    return model.checkpoint(question.spec().model().id()).orElse(model.own());
  }

  /// Smaller models of the same family (else of another version of it) and task, the largest first.
  static List<Model> siblings(Catalog catalog, Model model) {
    return catalog.models().stream()
        .filter(m -> series(m).equals(series(model)) && m.task() == model.task())
        .filter(m -> m.architecture().parameters() < model.architecture().parameters())
        .sorted(
            Comparator.comparing((Model m) -> !m.family().equals(model.family()))
                .thenComparing(
                    Comparator.comparingLong((Model m) -> m.architecture().parameters()).reversed())
                .thenComparing(Model::id))
        .limit(MOST_SIBLINGS)
        .toList();
  }

  /// `Llama` of `Llama 3.3`.
  private static String series(Model model) {
    return model.family().replaceFirst("[ -]?\\d+(\\.\\d+)*$", "");
  }

  /// The question with all of this given up. A sibling has none of the named model's recipes.
  Question from(Question question) {
    var spec = question.spec();
    if (model.equals(spec.model().id())) {
      return Levers.pull(question, levers);
    }
    var other =
        new EndpointSpec(
            spec.name(),
            spec.namespace(),
            new EndpointSpec.ModelRef(model, "", ""),
            spec.wishes(),
            spec.replicas());
    return Levers.pull(new Question(other, question.inventory(), List.of()), levers);
  }

  List<String> options() {
    return levers.stream().map(Lever::option).toList();
  }
}
