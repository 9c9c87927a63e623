package io.aimengine.plan;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Recipe;
import io.aimengine.plan.PlanResult.Infeasible;
import io.aimengine.plan.PlanResult.Planned;
import io.aimengine.spec.EndpointSpec;
import java.util.List;
import java.util.Optional;

/// Decides how an endpoint is served: pure, and the same whatever the order of what it is given.
/// Devices that the endpoint itself holds must count as free in the inventory it is given.
public final class Planner {
  private final Catalog catalog;
  private final Columns columns = new Columns();

  public Planner(Catalog catalog) {
    this.catalog = catalog;
  }

  /// Plans with the catalog's recipes and generated ones, for an endpoint that does not run yet.
  public PlanResult plan(EndpointSpec spec, Inventory inventory) {
    return plan(spec, inventory, List.of(), Optional.empty());
  }

  /// `current` is the label of the candidate that runs now: it is kept while it is feasible.
  public PlanResult plan(
      EndpointSpec spec, Inventory inventory, List<Recipe> userRecipes, Optional<String> current) {
    var wanted = Wanted.of(spec);
    var blockers = Blockers.of(catalog, wanted, inventory, userRecipes);
    var model = catalog.model(wanted.model());
    if (!blockers.isEmpty() || model.isEmpty()) {
      return new Infeasible(new Explanation(List.of(), List.of(), List.of(), blockers));
    }
    var candidates =
        new Candidates(catalog, wanted, inventory, model.get(), columns).all(userRecipes);
    var choice = Choice.of(wanted, Survey.of(wanted, candidates, inventory, columns), current);
    if (choice.chosen().isEmpty()) {
      var world = new WhatIf(catalog, model.get(), userRecipes);
      var suggestions = new Suggestions(world, wanted, inventory).all();
      return new Infeasible(new Explanation(List.of(), choice.rejected(), suggestions, List.of()));
    }
    var explanation = new Explanation(choice.reasons(), choice.rejected(), List.of(), List.of());
    return new Planned(plan(spec, choice.chosen().get()), explanation);
  }

  /// What every rule says of every candidate, accepted or not, by label; nothing where planning is
  /// pointless.
  public List<Verdict> verdicts(EndpointSpec spec, Inventory inventory) {
    return survey(spec, inventory, List.of()).verdicts();
  }

  /// All candidates with what the rules say of each, for those who ask why; none where planning is
  /// pointless.
  public Survey survey(EndpointSpec spec, Inventory inventory, List<Recipe> userRecipes) {
    var wanted = Wanted.of(spec);
    var model = catalog.model(wanted.model());
    if (model.isEmpty() || !Blockers.of(catalog, wanted, inventory, userRecipes).isEmpty()) {
      return Survey.nothing(wanted);
    }
    var candidates =
        new Candidates(catalog, wanted, inventory, model.get(), columns).all(userRecipes);
    return Survey.of(wanted, candidates, inventory, columns);
  }

  /// What makes planning pointless, such as an unknown model; empty when there is a point.
  public List<Objection> blockers(
      EndpointSpec spec, Inventory inventory, List<Recipe> userRecipes) {
    return Blockers.of(catalog, Wanted.of(spec), inventory, userRecipes);
  }

  private static Plan plan(EndpointSpec spec, Judge.Judged chosen) {
    var place = chosen.site().place(chosen.candidate()).orElseThrow();
    return new Plan(spec, chosen.candidate(), chosen.verdict().memory(), place, spec.replicas());
  }
}
