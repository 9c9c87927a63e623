package io.aimengine.explain;

import io.aimengine.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;

/// What to tune about a plan on its accelerator. Each advice has a condition and figures of its
/// own; what changes the plan was planned before it is said.
public final class Advisor {
  private Advisor() {}

  /// Advice on the chosen candidate of a question, given by its label.
  public static List<Advice> of(Catalog catalog, Question question, String chosen) {
    var explainer = new Explainer(catalog);
    return explainer
        .survey(question)
        .verdict(chosen)
        .map(v -> new Variants(explainer, question, v.candidate(), v.memory()))
        .map(variants -> {
          var all = new ArrayList<>(new MemoryAdvice(variants).all());
          all.addAll(new DeviceAdvice(variants).all());
          return List.copyOf(all);
        })
        .orElse(List.of());
  }
}
