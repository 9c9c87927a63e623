package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import io.aimengine.plan.InventoryReader;
import io.aimengine.plan.Plan;
import io.aimengine.plan.PlanResult;
import io.aimengine.plan.Planner;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The models of the catalog that filters want. With hardware asked for, the planner says which can
/// be served there, and how.
record ModelList(Catalog catalog, ListFilters filters) {

  /// A model and, with hardware asked for, how it is served there.
  private record Row(Model model, int recipes, Optional<Plan> plan) {}

  Table table() {
    var rows = new ArrayList<Row>();
    for (var model : catalog.models()) {
      if (filters.contains(model.id(), model.name(), model.family(), model.builder())
          && filters.accepts(model)
          && hasPrecision(model)
          && hasEngine(model)) {
        row(model).ifPresent(rows::add);
      }
    }
    rows.sort(order());
    if (filters.reverse) {
      Collections.reverse(rows);
    }
    return filters.inventory().isEmpty() ? facts(rows) : served(rows);
  }

  private Optional<Row> row(Model model) {
    var recipes = catalog.recipes(model.id()).size();
    if (filters.inventory().isEmpty()) {
      return Optional.of(new Row(model, recipes, Optional.empty()));
    }
    return plan(model).map(plan -> new Row(model, recipes, Optional.of(plan)));
  }

  private Optional<Plan> plan(Model model) {
    var inventory = InventoryReader.shorthand(filters.inventory(), catalog).inventory();
    var spec = EndpointSpec.ofModel(model.id()).withWishes(wishes());
    return new Planner(catalog).plan(spec, inventory) instanceof PlanResult.Planned(var plan, _)
        ? Optional.of(plan)
        : Optional.empty();
  }

  private Wishes wishes() {
    var wishes = Wishes.none();
    if (filters.precision().isPresent()) {
      wishes = wishes.withPrecision(filters.precision().get());
    }
    return filters.engine().isPresent()
        ? wishes.withEngines(List.of(filters.engine().get()))
        : wishes;
  }

  private boolean hasPrecision(Model model) {
    return filters
        .precision()
        .map(wanted -> model.checkpoints().stream().anyMatch(c -> c.precision() == wanted))
        .orElse(true);
  }

  /// Whether some version of the engine knows the model's class.
  private boolean hasEngine(Model model) {
    return filters
        .engine()
        .map(wanted ->
            catalog.engines().stream()
                .filter(version -> version.engine() == wanted)
                .map(EngineVersion::architectures)
                .anyMatch(known -> known.contains(model.architecture().className())))
        .orElse(true);
  }

  private Comparator<Row> order() {
    var byName = Comparator.comparing((Row row) -> row.model().id().toLowerCase(Locale.ROOT));
    var known = new LinkedHashMap<String, Comparator<Row>>();
    known.put("name", byName);
    known.put("size", Comparator.comparingLong(row -> row.model().architecture().parameters()));
    known.put("context", Comparator.comparingInt(row -> row.model().architecture().context()));
    known.put("precision", Comparator.comparing(ModelList::precision));
    known.put("task", Comparator.comparing(row -> task(row.model())));
    known.put("licence", Comparator.comparing(row -> row.model().licence()));
    known.put("family", Comparator.comparing(row -> row.model().family()));
    known.put("recipes", Comparator.comparingInt(Row::recipes));
    known.put("hardware", gpus().thenComparing(weights()));
    known.put("gpus", gpus());
    return filters.sort("models", known).thenComparing(byName);
  }

  /// As the column shows it: of the plan, or of the model's own weights.
  private static Precision precision(Row row) {
    return row.plan()
        .map(plan -> plan.candidate().checkpoint().precision())
        .orElse(row.model().own().precision());
  }

  private static Comparator<Row> gpus() {
    return Comparator.comparingInt(
        row -> row.plan().map(plan -> plan.candidate().gpuCount()).orElse(0));
  }

  private static Comparator<Row> weights() {
    return Comparator.comparingLong(row ->
        row.plan()
            .map(plan -> plan.candidate().checkpoint())
            .orElse(row.model().own())
            .weightsBytes());
  }

  private static Table facts(List<Row> rows) {
    var table =
        new Table(
            "No model matches these filters.",
            "Model",
            "Size",
            "Task",
            "Precision",
            "Context",
            "Licence",
            "Gated",
            "Variants",
            "Recipes");
    for (var row : rows) {
      var model = row.model();
      table.row(
          model.id(),
          model.size(),
          task(model),
          model.own().precision().id(),
          model.architecture().context(),
          model.licence(),
          model.gated(),
          model.checkpoints().stream().skip(1).map(c -> c.precision().id()).distinct().toList(),
          row.recipes());
    }
    return table;
  }

  private Table served(List<Row> rows) {
    var table =
        new Table(
            "No model that matches these filters can be served on " + filters.inventory() + ".",
            "Model",
            "Size",
            "Task",
            "GPUs",
            "Precision",
            "Engine",
            "Context",
            "Origin",
            "Licence");
    for (var row : rows) {
      var model = row.model();
      row.plan()
          .ifPresent(plan ->
              table.row(
                  model.id(),
                  model.size(),
                  task(model),
                  plan.candidate().gpuCount(),
                  plan.candidate().checkpoint().precision().id(),
                  plan.candidate().engine().engine().id(),
                  plan.candidate().settings().maxModelLen(),
                  ListFilters.id(plan.candidate().origin()),
                  model.licence()));
    }
    return table;
  }

  static String task(Model model) {
    return model.task().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
