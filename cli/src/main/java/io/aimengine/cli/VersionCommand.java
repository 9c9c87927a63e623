package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints the version of the product and of what it knows.
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Print the version, and the engine versions that the catalog knows",
    footerHeading = "%nExamples:%n",
    footer = "  aim-engine version --verbose        what the catalog holds too")
final class VersionCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  VersionCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var table =
        new Table("", "Component", "Version")
            .row("aim-engine", Version.number())
            .row("java", Runtime.version().toString());
    var catalog = app.catalog(common);
    for (var engine : catalog.engines()) {
      table.row(
          engine.engine().id()
              + " ("
              + engine.platform().name().toLowerCase(java.util.Locale.ROOT)
              + ")",
          engine.version());
    }
    if (common.debug) {
      holdings(table, catalog);
      catalog.engines().forEach(engine -> checked(table, engine));
    }
    app.printer().success(common.format, table, "aim-engine " + Version.number());
    return Exit.OK.code();
  }

  /// How much the catalog holds.
  private static void holdings(Table table, Catalog catalog) {
    var models = catalog.models();
    var checkpoints =
        models.stream()
            .flatMap(model -> model.checkpoints().stream())
            .collect(Collectors.groupingBy(Checkpoint::precision, TreeMap::new, counting()));
    var recipes =
        catalog.recipes().stream()
            .collect(Collectors.groupingBy(Recipe::origin, TreeMap::new, counting()));
    table
        .row("catalog: models", models.size() + " of " + families(models) + " families")
        .row("catalog: checkpoints", told(checkpoints, Precision::id))
        .row("catalog: recipes", told(recipes, ListFilters::id))
        .row("catalog: accelerators", catalog.accelerators().size() + "");
  }

  /// What the engine's own parser was last asked, by `./check engines`.
  private static void checked(Table table, EngineVersion engine) {
    engine
        .checked()
        .ifPresent(checked ->
            table.row(
                "flags proved: " + engine.label(),
                "%s: its own parser takes all %,d commands; %d wrong flags never reach it"
                    .formatted(checked.on(), checked.commands(), checked.wrongFlags())));
  }

  private static Collector<Object, ?, Long> counting() {
    return Collectors.counting();
  }

  private static long families(List<Model> models) {
    return models.stream().map(Model::family).distinct().count();
  }

  /// `67: 41 bf16, 26 fp8`.
  private static <K> String told(Map<K, Long> counts, Function<K, String> name) {
    var all = counts.values().stream().mapToLong(Long::longValue).sum();
    return all
        + ": "
        + counts.entrySet().stream()
            .map(entry -> entry.getValue() + " " + name.apply(entry.getKey()))
            .collect(Collectors.joining(", "));
  }
}
