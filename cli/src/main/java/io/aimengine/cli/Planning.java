package io.aimengine.cli;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Recipe;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryRead;
import io.aimengine.plan.InventoryReader;
import io.aimengine.plan.Objection;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.yaml.Yaml;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Hands the pipeline what it cannot read itself: the catalog, the hardware, recipe files.
final class Planning {
  private final App app;
  private final Catalog catalog;
  private final PlanOptions options;
  private final RecipeFiles files;

  Planning(App app, Catalog catalog, PlanOptions options) {
    this(app, catalog, options, RecipeFiles.of(app));
  }

  /// With recipe files that may have been read before.
  Planning(App app, Catalog catalog, PlanOptions options, RecipeFiles files) {
    this.files = files;
    this.app = app;
    this.catalog = catalog;
    this.options = options;
  }

  /// The hardware asked about by who wants to know, not to start: as `inventory`, but a bare
  /// `--hardware MI300X` that this machine has none of means a node of eight.
  Inventory asked(List<EndpointSpec> specs, java.util.function.Supplier<Inventory> here) {
    return inventory(
        specs,
        () -> {
          var own = here.get();
          return elsewhere(own).orElse(own);
        });
  }

  private Optional<Inventory> elsewhere(Inventory own) {
    var gpu = catalog.accelerator(options.hardware).filter(a -> a.kind() == Accelerator.Kind.GPU);
    if (gpu.isEmpty() || own.has(gpu.get())) {
      return Optional.empty();
    }
    var node = "8x" + gpu.get().name();
    app.printer()
        .problems(
            List.of(
                Problem.note(
                    "hardware.assumed",
                    "",
                    Mark.NONE,
                    "this machine has no " + gpu.get().name() + ": a node of 8 is looked at",
                    "Write --hardware 1x" + gpu.get().name() + " for another number.")));
    return Optional.of(InventoryReader.shorthand(node, catalog).inventory());
  }

  /// The hardware to use: `--inventory`, `--hardware 8xMI300X`, else this machine as `here` tells.
  Inventory inventory(java.util.function.Supplier<Inventory> here) {
    return inventory(List.of(), here);
  }

  /// The same; on a cluster, what these endpoints hold counts as free.
  private Inventory inventory(
      List<EndpointSpec> specs, java.util.function.Supplier<Inventory> here) {
    if (options.cluster.isPresent()) {
      var live = options.cluster.get().look(app, catalog, specs);
      app.printer().problems(live.inventory().problems());
      files.add(live.recipes());
      return live.inventory().inventory();
    }
    if (!options.inventory.isEmpty()) {
      var path = app.directory().resolve(options.inventory);
      return read(
          InventoryReader.read(
              Yaml.parse(options.inventory, UserFile.text(path, options.inventory)),
              catalog,
              options.inventory));
    }
    if (options.hardwareIsInventory()) {
      return read(InventoryReader.shorthand(options.hardware, catalog));
    }
    return here.get();
  }

  private Inventory read(InventoryRead read) {
    if (read.problems().stream().anyMatch(Problem::isError)) {
      throw CommandFailure.of(Exit.USAGE, read.problems());
    }
    app.printer().problems(read.problems());
    return read.inventory();
  }

  Outcome plan(
      EndpointSpec spec, Inventory inventory, Optional<String> current, LaunchOptions launch) {
    return new EndpointPipeline(catalog).prefer(recipes(spec), spec, inventory, current, launch);
  }

  /// A recipe that the endpoint brings itself, or those that its namespace has.
  List<Recipe> recipes(EndpointSpec spec) {
    return switch (spec.wishes().recipe()) {
      case RecipeChoice.Auto _, RecipeChoice.Named _ ->
          files.of(spec.recipeNamespace()).entrySet().stream()
              .flatMap(file -> recipe(file.getKey(), file.getValue()).stream())
              .toList();
      case RecipeChoice.File(var path) -> recipe(path, files.text(path));
      case RecipeChoice.Inline(var content) -> recipe("spec.customRecipe.recipeContent", content);
    };
  }

  /// Checked like a catalog file, against the catalog.
  private List<Recipe> recipe(String name, String text) {
    var read = Catalogs.overlay(catalog, Map.of(name, text));
    if (read.problems().stream().anyMatch(Problem::isError)) {
      throw CommandFailure.of(Exit.USAGE, read.problems());
    }
    var shipped = new HashSet<>(catalog.recipes());
    return read.catalog().recipes().stream().filter(recipe -> !shipped.contains(recipe)).toList();
  }

  /// The view of an outcome; an infeasible one is a failure that shows it.
  static PlanView view(EndpointSpec spec, Outcome outcome, boolean everyRejected) {
    var plan =
        switch (outcome.result()) {
          case PlanResult.Planned(var known, _) -> Optional.of(known);
          case PlanResult.Infeasible _ -> Optional.<io.aimengine.plan.Plan>empty();
        };
    return new PlanView(
        spec.model().id(),
        plan,
        outcome.launch(),
        outcome.result().explanation(),
        outcome.problems(),
        everyRejected);
  }

  /// Stops here when there is no plan, or no command for it.
  static PlanView feasible(EndpointSpec spec, Outcome outcome, Inventory inventory) {
    var view = view(spec, outcome, false);
    failure(view, inventory)
        .ifPresent(failure -> {
          throw failure;
        });
    return view;
  }

  /// Why there is no plan, or no command for it.
  static Optional<CommandFailure> failure(PlanView view, Inventory inventory) {
    var mistakes = view.problems().stream().anyMatch(Problem::isError);
    if (view.plan().isEmpty() && !mistakes) {
      return Optional.of(infeasible(view, inventory));
    }
    return view.launch().isEmpty()
        ? Optional.of(CommandFailure.of(Exit.USAGE, view.problems()))
        : Optional.empty();
  }

  private static CommandFailure infeasible(PlanView view, Inventory inventory) {
    var blockers = view.explanation().blockers();
    if (!blockers.isEmpty()) {
      var problems =
          blockers.stream()
              .map(b -> Problem.error(b.code(), "", Mark.NONE, b.message(), hint(b, view)))
              .toList();
      return CommandFailure.of(exit(blockers.getFirst().code()), problems).showing(view);
    }
    var suggestions = view.explanation().suggestions();
    var absent = needsAbsent(view, inventory);
    return new CommandFailure(
        absent ? Exit.HARDWARE : Exit.LAUNCH,
        absent ? "devices.absent" : "plan.infeasible",
        absent
            ? view.model()
                + " needs a GPU, and there is none in "
                + inventory.source()
                + "; --hardware 8xMI300X asks about another"
            : "nothing that serves " + view.model() + " fits this hardware",
        absent
            ? "plan, fit and explain take --hardware 8xMI300X or --inventory FILE."
            : suggestions.isEmpty() ? "" : "Would fit: " + suggestions.getFirst(),
        List.of(),
        view);
  }

  private static String hint(Objection blocker, PlanView view) {
    return blocker.code().equals("model.unknown")
        ? "aim-engine generate recipe "
            + view.model()
            + " --output DIR describes it; then plan with --catalog DIR"
        : "";
  }

  private static Exit exit(String code) {
    return switch (code) {
      case "inventory.empty" -> Exit.HARDWARE;
      case "model.unknown", "hardware.unknown", "recipe.unknown" -> Exit.USAGE;
      default -> Exit.LAUNCH;
    };
  }

  /// Whether there is no GPU at all, and some candidate wants one.
  private static boolean needsAbsent(PlanView view, Inventory inventory) {
    var gpus =
        inventory.nodes().stream()
            .flatMap(node -> node.devices().stream())
            .anyMatch(devices -> devices.accelerator().kind() != Accelerator.Kind.CPU);
    return !gpus
        && view.explanation().rejected().stream()
            .flatMap(verdict -> verdict.objections().stream())
            .anyMatch(objection -> objection.code().equals("devices.absent"));
  }
}
