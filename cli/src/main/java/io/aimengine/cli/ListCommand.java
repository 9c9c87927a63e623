package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe;
import java.util.Arrays;
import java.util.Locale;
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
      "  aim-engine list models --filter llama",
      "  aim-engine list recipes --filter mi300x -o json"
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

  @Option(
      names = "--filter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only rows that contain TEXT")
  private String filter = "";

  @Option(names = "--all", description = "Stopped endpoints too")
  private boolean all;

  ListCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var view =
        switch (what) {
          case running -> Running.table(app, all ? Running.Which.ALL : Running.Which.CURRENT);
          case models -> models();
          case recipes -> recipes();
          case configs -> configs();
          case accelerators -> accelerators();
          case engines -> engines();
        };
    app.printer().success(common.format, view, view.size() + " " + what);
    return Exit.OK.code();
  }

  private boolean wanted(String... texts) {
    var needle = filter.toLowerCase(Locale.ROOT);
    return Arrays.stream(texts).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(needle));
  }

  private Table models() {
    var catalog = app.catalog(common);
    var table =
        new Table(
            "No model matches --filter " + filter + ".",
            "Model",
            "Size",
            "Precision",
            "Context",
            "Licence",
            "Gated",
            "Variants",
            "Recipes");
    for (var model : catalog.models()) {
      if (wanted(model.id(), model.name(), model.family(), model.builder())) {
        table.row(
            model.id(),
            model.size(),
            model.own().precision().id(),
            model.architecture().context(),
            model.licence(),
            model.gated(),
            model.checkpoints().stream().skip(1).map(c -> c.precision().id()).distinct().toList(),
            catalog.recipes(model.id()).size());
      }
    }
    return table;
  }

  private Table recipes() {
    var table =
        new Table(
            "No recipe matches --filter " + filter + ".",
            "Recipe",
            "Model",
            "Hardware",
            "Precision",
            "Origin",
            "Engines",
            "GPUs");
    for (var recipe : app.catalog(common).recipes()) {
      if (wanted(recipe.id(), recipe.modelId(), recipe.hardware(), recipe.precision().id())) {
        table.row(
            recipe.id(),
            recipe.modelId(),
            recipe.hardware(),
            recipe.precision().id(),
            recipe.origin().name().toLowerCase(Locale.ROOT),
            recipe.engines().keySet().stream().map(e -> e.id()).toList(),
            gpuCounts(recipe));
      }
    }
    return table;
  }

  private static java.util.List<Integer> gpuCounts(Recipe recipe) {
    return recipe.engines().values().stream()
        .flatMap(byCount -> byCount.entrySet().stream())
        .filter(entry -> entry.getValue().enabled())
        .map(java.util.Map.Entry::getKey)
        .distinct()
        .sorted()
        .toList();
  }

  private Table configs() {
    var table =
        new Table(
            "No configuration matches --filter " + filter + ".",
            "Model",
            "Configuration",
            "Recipe",
            "Enabled");
    app.catalog(common).recipes().stream()
        .filter(recipe -> wanted(recipe.id(), recipe.modelId(), recipe.hardware()))
        .forEach(recipe -> Configurations.add(table, recipe));
    return table;
  }

  private Table accelerators() {
    var table =
        new Table(
            "No accelerator matches --filter " + filter + ".",
            "Accelerator",
            "GFX",
            "Memory GiB",
            "TB/s",
            "Native",
            "Other precisions",
            "Unsure");
    for (var accelerator : app.catalog(common).accelerators()) {
      if (wanted(accelerator.name(), accelerator.gfx(), accelerator.architecture())) {
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

  private Table engines() {
    var table =
        new Table(
            "No engine matches --filter " + filter + ".",
            "Engine",
            "Version",
            "Platform",
            "Flags",
            "Images");
    for (var engine : app.catalog(common).engines()) {
      if (wanted(engine.engine().id(), engine.version())) {
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
