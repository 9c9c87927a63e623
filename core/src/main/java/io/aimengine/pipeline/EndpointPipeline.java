package io.aimengine.pipeline;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Recipe;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.launch.Launches;
import io.aimengine.plan.Explanation;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.ManifestFlags;
import io.aimengine.plan.Objection;
import io.aimengine.plan.Plan;
import io.aimengine.plan.PlanResult;
import io.aimengine.plan.Planner;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.RecipeChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The main job: what is wanted, what is known and what is there become a plan and a launch. Every
/// command and every shell goes through here.
public final class EndpointPipeline {
  private final Catalog catalog;
  private final Planner planner;

  public EndpointPipeline(Catalog catalog) {
    this.catalog = catalog;
    this.planner = new Planner(catalog);
  }

  /// `userRecipes` are those that the endpoint brings itself; `current` is the label of the
  /// candidate that serves it now, which is kept while it is feasible.
  public Outcome run(
      EndpointSpec spec,
      Inventory inventory,
      List<Recipe> userRecipes,
      Optional<String> current,
      LaunchOptions options) {
    var wrong = ManifestFlags.errors(catalog, spec, inventory);
    if (!wrong.isEmpty()) {
      return refused(planner.blockers(spec, inventory, userRecipes), wrong);
    }
    var result = planner.plan(spec, inventory, userRecipes, current);
    return switch (result) {
      case PlanResult.Planned(var plan, _) -> {
        var launched = Launches.of(plan, options);
        var problems = new ArrayList<>(launched.problems());
        oneEngine(plan).ifPresent(problems::add);
        yield new Outcome(result, launched.launch(), problems);
      }
      case PlanResult.Infeasible _ -> new Outcome(result, Optional.empty(), List.of());
    };
  }

  /// The same where recipes of the endpoint's namespace go before the catalog's: one of those that
  /// are for its model, or the one that it names, is taken while one fits. An endpoint that
  /// something else serves well is not moved by them.
  public Outcome prefer(
      List<Recipe> namespace,
      EndpointSpec spec,
      Inventory inventory,
      Optional<String> current,
      LaunchOptions options) {
    switch (spec.wishes().recipe()) {
      case RecipeChoice.File _, RecipeChoice.Inline _ -> {
        return run(spec, inventory, namespace, current, options);
      }
      case RecipeChoice.Auto _, RecipeChoice.Named _ -> {}
    }
    var own = namespace.stream().filter(recipe -> isFor(spec, recipe)).toList();
    var elsewhere =
        current.isPresent()
            && own.stream().noneMatch(recipe -> current.get().startsWith(recipe.id() + " / "));
    if (!own.isEmpty() && !elsewhere) {
      var only = spec.withWishes(spec.wishes().withRecipe(new RecipeChoice.Inline("")));
      var outcome = run(only, inventory, own, current, options);
      if (outcome.launch().isPresent()
          && outcome.result() instanceof PlanResult.Planned(var plan, var why)) {
        var asWanted = new PlanResult.Planned(plan.of(spec), why);
        return new Outcome(asWanted, outcome.launch(), outcome.problems());
      }
    }
    return run(spec, inventory, own, current, options);
  }

  private boolean isFor(EndpointSpec spec, Recipe recipe) {
    var named =
        !(spec.wishes().recipe() instanceof RecipeChoice.Named(var asked, _))
            || asked.equals(recipe.id());
    var model = catalog.model(spec.model().id());
    return named
        && model.isPresent()
        && catalog.model(recipe.modelId()).filter(m -> m.id().equals(model.get().id())).isPresent();
  }

  /// A manifest with wrong flags: not planned, but all that is wrong with it is said.
  private static Outcome refused(List<Objection> blockers, List<Problem> wrong) {
    var problems = new ArrayList<>(wrong);
    blockers.forEach(
        b -> problems.add(Problem.error(b.code(), "spec", Mark.NONE, b.message(), "")));
    var nothing = new Explanation(List.of(), List.of(), List.of(), blockers);
    return new Outcome(new PlanResult.Infeasible(nothing), Optional.empty(), problems);
  }

  /// Several wished engines mean one workload each; one plan starts the first that serves.
  private static Optional<Problem> oneEngine(Plan plan) {
    var served = plan.candidate().engine().engine();
    var others =
        plan.spec().wishes().engines().stream()
            .filter(engine -> engine != served)
            .map(Engine::id)
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.note(
                "plan.one-engine",
                "spec.servingEngines",
                Mark.NONE,
                served.id() + " serves here; " + others + " is not started beside it",
                "give each engine an endpoint of its own to run both"));
  }
}
