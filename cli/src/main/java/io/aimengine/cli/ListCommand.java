package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Precision;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lists what runs here, or a part of the catalog.
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "List what runs here, or the catalog: models, recipes, configs, accelerators, engines",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine list                                 endpoints on this machine",
      "  aim-engine list models --size '<40B' --licence apache --sort size",
      "  aim-engine list models --hardware 1xMI300X      what one MI300X can serve",
      "  aim-engine list recipes Qwen/Qwen3-32B          the catalog's and generated ones",
      "  aim-engine list recipes --hardware MI300X --precision fp8 -o json"
    })
final class ListCommand implements Callable<Integer> {
  /// What can be listed.
  enum What {
    running,
    models,
    recipes,
    configs,
    accelerators,
    engines
  }

  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = "running",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private What what = What.running;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "MODEL",
      defaultValue = "",
      description = "recipes and configs of this model, the generated ones too")
  private String model = "";

  @Mixin private ListFilters filters = new ListFilters();

  @Option(names = "--all", description = "Stopped endpoints too")
  private boolean all;

  ListCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    filters.check(what);
    if (!model.isEmpty() && what != What.recipes && what != What.configs) {
      throw CommandFailure.usage(
          "list " + what + " takes no model", "aim-engine list recipes " + model);
    }
    var view =
        switch (what) {
          case running -> Running.table(app, all ? Running.Which.ALL : Running.Which.CURRENT);
          case models -> new ModelList(catalog(), filters).table();
          case recipes -> recipes(catalog()).table();
          case configs -> configs(catalog());
          case accelerators -> accelerators(catalog());
          case engines -> engines(catalog());
        };
    app.printer().success(common.format, view, view.size() + " " + what);
    if (what == What.recipes && !model.isEmpty() && common.format == Format.table) {
      app.terminal()
          .aside(
              "Generated ones are computed, never run (aim-engine generate recipe writes them).");
    }
    return Exit.OK.code();
  }

  private Catalog catalog() {
    var catalog = app.catalog(common);
    filters.check(catalog);
    return catalog;
  }

  private RecipeList recipes(Catalog catalog) {
    var only = model.isEmpty() ? Optional.<Model>empty() : Optional.of(Known.model(catalog, model));
    return new RecipeList(catalog, filters, only);
  }

  private Table configs(Catalog catalog) {
    var table =
        new Table(
            "No configuration matches these filters.",
            "Model",
            "Configuration",
            "Recipe",
            "Enabled");
    var wanted = recipes(catalog);
    catalog.recipes().stream()
        .filter(wanted::accepts)
        .forEach(recipe -> Configurations.add(table, recipe));
    return table;
  }

  private Table accelerators(Catalog catalog) {
    var table =
        new Table(
            "No accelerator matches --filter " + filters.text + ".",
            "Accelerator",
            "GFX",
            "Memory GiB",
            "TB/s",
            "Native",
            "Other precisions",
            "Unsure");
    for (var accelerator : catalog.accelerators()) {
      if (filters.contains(accelerator.name(), accelerator.gfx(), accelerator.architecture())) {
        table.row(
            object(accelerator),
            accelerator.name(),
            accelerator.gfx(),
            figure(accelerator.memoryGib()),
            figure(accelerator.bandwidthTbps()),
            precisions(accelerator, support -> support == Accelerator.Support.NATIVE),
            precisions(
                accelerator,
                support ->
                    support == Accelerator.Support.WEIGHT_ONLY
                        || support == Accelerator.Support.DEQUANTISED),
            accelerator.unsure());
      }
    }
    return table;
  }

  /// A processor's memory is the machine's own.
  private static Object figure(double known) {
    return known > 0 ? known : "-";
  }

  private static String precisions(
      Accelerator accelerator, java.util.function.Predicate<Accelerator.Support> wanted) {
    return Arrays.stream(Precision.values())
        .filter(precision -> wanted.test(accelerator.support(precision)))
        .map(Precision::id)
        .collect(Collectors.joining(" "));
  }

  private static com.fasterxml.jackson.databind.JsonNode object(Accelerator accelerator) {
    var object =
        JsonNodeFactory.instance
            .objectNode()
            .put("accelerator", accelerator.name())
            .put("gfx", accelerator.gfx())
            .put("architecture", accelerator.architecture())
            .put("memory_gib", accelerator.memoryGib())
            .put("bandwidth_tbps", accelerator.bandwidthTbps())
            .put("devices_per_module", accelerator.devicesPerModule())
            .put("compute_units", accelerator.computeUnits());
    var precisions = object.putObject("precisions");
    for (var precision : Precision.values()) {
      precisions.put(
          precision.id(), accelerator.support(precision).name().toLowerCase(Locale.ROOT));
    }
    array(object, "device_ids", accelerator.deviceIds(), Function.identity());
    array(object, "unsure", accelerator.unsure(), Function.identity());
    array(object, "sources", accelerator.sources(), Function.identity());
    return object.put("note", accelerator.note());
  }

  private static <T> void array(
      com.fasterxml.jackson.databind.node.ObjectNode object,
      String key,
      java.util.List<T> items,
      Function<T, String> text) {
    var array = object.putArray(key);
    items.forEach(item -> array.add(text.apply(item)));
  }

  private Table engines(Catalog catalog) {
    var table =
        new Table(
            "No engine matches --filter " + filters.text + ".",
            "Engine",
            "Version",
            "Platform",
            "Flags",
            "Images");
    for (var engine : catalog.engines()) {
      if (filters.contains(engine.engine().id(), engine.version())) {
        table.row(
            engine.engine().id(),
            engine.version(),
            engine.platform().name().toLowerCase(Locale.ROOT),
            engine.flags().all().size(),
            engine.images().stream().map(i -> i.name()).toList());
      }
    }
    return table;
  }
}
