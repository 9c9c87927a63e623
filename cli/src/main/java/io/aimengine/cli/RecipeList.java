package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe;
import io.aimengine.catalog.Recipe.Configuration;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.GeneratedRecipe;
import io.aimengine.plan.GeneratedRecipes;
import io.aimengine.plan.Verdict;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// The recipes that filters want: those of the catalog and, for one model or for hardware that is
/// named, beside them those that the planner generates.
record RecipeList(Catalog catalog, ListFilters filters, Optional<Model> only) {

  private record Row(
      String id,
      Model model,
      String hardware,
      Precision precision,
      Origin origin,
      List<Engine> engines,
      List<Integer> gpus,
      List<Recipe.Evidence> evidence) {}

  Table table() {
    var rows = new ArrayList<Row>();
    for (var model : only.map(List::of).orElseGet(catalog::models)) {
      if (filters.accepts(model)) {
        catalog.recipes(model.id()).forEach(recipe -> rows.add(row(model, recipe)));
        if (generates()) {
          rows.addAll(generated(model));
        }
      }
    }
    rows.removeIf(row -> !wanted(row));
    rows.sort(order());
    if (filters.reverse) {
      Collections.reverse(rows);
    }
    var table =
        new Table(
            "No recipe matches these filters.",
            "Recipe",
            "Model",
            "Hardware",
            "Precision",
            "Origin",
            "Engines",
            "GPUs",
            "Evidence");
    rows.forEach(row -> add(table, row));
    return table;
  }

  private static void add(Table table, Row row) {
    table.row(
        row.id(),
        row.model().id(),
        row.hardware(),
        row.precision().id(),
        ListFilters.id(row.origin()),
        row.engines().stream().map(Engine::id).toList(),
        row.gpus(),
        new Evidences(row.evidence()));
  }

  /// Generating for every model and every accelerator is a lot: it is done where one of them is
  /// named.
  private boolean generates() {
    var asked = filters.origin().filter(Origin.GENERATED::equals).isPresent();
    if (asked && only.isEmpty() && filters.inventory().isEmpty()) {
      throw CommandFailure.usage(
          "recipes are generated for one model, or for named hardware",
          "aim-engine list recipes MODEL, or add --hardware MI300X.");
    }
    return only.isPresent() || asked;
  }

  private boolean wanted(Row row) {
    var hardware = filters.accelerator();
    return filters.contains(row.id(), row.model().id(), row.hardware(), row.precision().id())
        && (hardware.isEmpty() || row.hardware().equalsIgnoreCase(hardware))
        && filters.precision().map(p -> p == row.precision()).orElse(true)
        && filters.engine().map(row.engines()::contains).orElse(true)
        && filters.origin().map(o -> o == row.origin()).orElse(true);
  }

  /// Whether a recipe of the catalog is wanted.
  boolean accepts(Recipe recipe) {
    return catalog
        .model(recipe.modelId())
        .filter(filters::accepts)
        .filter(model -> only.map(model::equals).orElse(true))
        .map(model -> wanted(row(model, recipe)))
        .orElse(false);
  }

  private static Row row(Model model, Recipe recipe) {
    return new Row(
        recipe.id(),
        model,
        recipe.hardware(),
        recipe.precision(),
        recipe.origin(),
        recipe.engines().entrySet().stream()
            .filter(engine -> engine.getValue().values().stream().anyMatch(Configuration::enabled))
            .map(java.util.Map.Entry::getKey)
            .toList(),
        recipe.engines().values().stream()
            .flatMap(byCount -> byCount.entrySet().stream())
            .filter(entry -> entry.getValue().enabled())
            .map(java.util.Map.Entry::getKey)
            .distinct()
            .sorted()
            .toList(),
        recipe.evidence());
  }

  /// What `generate recipe` would write for each precision that the model has.
  private List<Row> generated(Model model) {
    var byName = new TreeMap<String, GeneratedRecipe>();
    for (var precision :
        model.checkpoints().stream().map(Checkpoint::precision).distinct().toList()) {
      var computed = new GeneratedRecipes(catalog, model, Wishes.none().withPrecision(precision));
      for (var accelerator : catalog.accelerators()) {
        if (filters.accelerator().isEmpty()
            || accelerator.name().equalsIgnoreCase(filters.accelerator())) {
          computed.on(accelerator, model.id()).stream()
              .filter(GeneratedRecipe::serves)
              .forEach(recipe -> byName.put(recipe.id(), recipe));
        }
      }
    }
    return byName.values().stream().map(recipe -> row(model, recipe)).toList();
  }

  private static Row row(Model model, GeneratedRecipe recipe) {
    var serving =
        recipe.verdicts().stream().filter(Verdict::accepted).map(Verdict::candidate).toList();
    return new Row(
        recipe.id(),
        model,
        recipe.accelerator().name(),
        recipe.checkpoint().precision(),
        Origin.GENERATED,
        serving.stream().map(c -> c.engine().engine()).distinct().toList(),
        serving.stream().map(Candidate::gpuCount).distinct().sorted().toList(),
        List.of());
  }

  private Comparator<Row> order() {
    var byName = Comparator.comparing((Row row) -> row.id().toLowerCase(Locale.ROOT));
    var known = new LinkedHashMap<String, Comparator<Row>>();
    known.put("name", only.isPresent() ? Comparator.comparing(Row::origin) : byName);
    known.put("model", Comparator.comparing(row -> row.model().id().toLowerCase(Locale.ROOT)));
    known.put("size", Comparator.comparingLong(row -> row.model().architecture().parameters()));
    known.put("hardware", Comparator.comparing(Row::hardware));
    known.put("precision", Comparator.comparing(Row::precision));
    known.put("task", Comparator.comparing(row -> ModelList.task(row.model())));
    known.put("licence", Comparator.comparing(row -> row.model().licence()));
    known.put("origin", Comparator.comparing(Row::origin));
    return filters.sort("recipes", known).thenComparing(byName);
  }
}
