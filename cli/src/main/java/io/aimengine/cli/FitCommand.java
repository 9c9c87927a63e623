package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.plan.Fitting;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryChange;
import io.aimengine.plan.Objection;
import io.aimengine.plan.Plan;
import io.aimengine.plan.PlanResult;
import io.aimengine.plan.Planner;
import io.aimengine.spec.EndpointSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Memory of a model on each number of GPUs: whether it fits, how long a context, how many
/// requests.
@Command(
    name = "fit",
    mixinStandardHelpOptions = true,
    description = "Show what fits on how many GPUs: weights, KV cache, context, requests at once",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine fit meta-llama/Llama-3.3-70B-Instruct --hardware MI300X --context 32768",
      "  aim-engine fit Qwen/Qwen3-32B --hardware 8xMI300X --gpus 1 --explain",
      "  aim-engine fit deepseek-ai/DeepSeek-R1-0528 --inventory nodes.yaml --what-if \"+8 MI300X\"",
      "  aim-engine fit Qwen/Qwen3-32B --hardware MI300X --from-log engine.log --save"
    })
final class FitCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();
  @Mixin private FitFlags flags = new FitFlags();

  @Parameters(paramLabel = "MODEL|FILE", description = "A model id, or a manifest")
  private String target = "";

  @Option(names = "--explain", description = "Every term with its range, formula and source")
  private boolean explain;

  @Option(
      names = "--what-if",
      paramLabel = "\"+1 MI325X\"",
      description = "What changes with more or fewer GPUs; several with commas")
  private String whatIf = "";

  @Option(
      names = "--from-log",
      paramLabel = "FILE",
      description = "Compare the estimate with what vLLM or SGLang said when it started")
  private String log = "";

  @Option(
      names = "--save",
      description = "Keep what the log says in the folder of --catalog, for later estimates")
  private boolean save;

  FitCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var catalog = app.catalog(common);
    options.check(catalog);
    var asked = options.over(Requests.read(app, List.of(target)).specs().getFirst());
    if (!log.isEmpty()) {
      return compare(catalog, asked);
    }
    if (save) {
      throw usage("--save keeps what a log says", "Name it: --from-log FILE.");
    }
    var planning = new Planning(app, catalog, options);
    var inventory = planning.asked(List.of(asked), () -> Here.of(app, catalog).inventory());
    var recipes = planning.recipes(asked);
    var model = model(catalog, asked, inventory, recipes);
    var spec = flags.over(catalog, asked, inventory);
    var rows = new Fitting(catalog, model).rows(spec, inventory, recipes);
    var planned = planned(catalog, spec, inventory, recipes);
    if (whatIf.isEmpty()) {
      var view = new FitView(model.id(), rows, planned, explain);
      app.printer().success(common.format, view, view.summary());
      elsewhere(inventory);
      return exit(rows);
    }
    var changes = changes(catalog);
    var changed = InventoryChange.all(changes, inventory);
    var after = new Fitting(catalog, model).rows(spec, changed, recipes);
    var view =
        new FitChange(
            model.id(),
            whatIf,
            InventoryChange.words(changes, inventory),
            rows,
            after,
            planned,
            planned(catalog, spec, changed, recipes));
    app.printer().success(common.format, view, view.summary());
    return exit(after);
  }

  private Integer compare(Catalog catalog, EndpointSpec spec) {
    if (flags.given() || !whatIf.isEmpty()) {
      throw usage(
          "a log says itself what it was started with",
          "Leave out --sequences, --kv-cache-dtype and --what-if beside --from-log.");
    }
    var model = model(catalog, spec, new Inventory(List.of(), ""), List.of());
    var view = new FitLog(app, catalog, common, options).compare(spec, model, log, save);
    app.printer().success(common.format, view, view.summary());
    app.printer().problems(view.objections());
    return Exit.OK.code();
  }

  /// The plan that `aim-engine plan` would make of it; empty where nothing fits.
  private static Optional<Plan> planned(
      Catalog catalog, EndpointSpec spec, Inventory inventory, List<Recipe> recipes) {
    var result = new Planner(catalog).plan(spec, inventory, recipes, Optional.empty());
    return switch (result) {
      case PlanResult.Planned(var plan, _) -> Optional.of(plan);
      case PlanResult.Infeasible _ -> Optional.empty();
    };
  }

  /// On a machine without a GPU people mostly want to know of another one.
  private void elsewhere(Inventory inventory) {
    var gpus =
        inventory.nodes().stream()
            .flatMap(node -> node.devices().stream())
            .anyMatch(devices -> devices.accelerator().kind() != Accelerator.Kind.CPU);
    if (!gpus && options.hardware.isEmpty() && options.inventory.isEmpty()) {
      app.printer()
          .problems(
              List.of(
                  Problem.note(
                      "fit.no-gpu",
                      "",
                      Mark.NONE,
                      "this machine has no GPU, so only its CPU was looked at",
                      "Ask about another machine: --hardware MI300X, or --inventory FILE.")));
    }
  }

  /// Scripts go on only where something fits.
  private static int exit(List<Fitting.Row> rows) {
    return (rows.stream().anyMatch(Fitting.Row::fits) ? Exit.OK : Exit.LAUNCH).code();
  }

  private List<InventoryChange> changes(Catalog catalog) {
    return InventoryChange.parse(whatIf, catalog)
        .orElseThrow(() ->
            usage(
                "--what-if \"" + whatIf + "\" is no change of the hardware",
                "Write +1 MI325X, +8 MI300X or -4 MI250; several with commas."));
  }

  /// The model, unless it, the hardware or the recipe is unknown.
  private static Model model(
      Catalog catalog, EndpointSpec spec, Inventory inventory, List<Recipe> recipes) {
    var unknown =
        new Planner(catalog)
            .blockers(spec, inventory, recipes).stream()
                .filter(b -> b.code().endsWith(".unknown"))
                .map(b -> Problem.error(b.code(), "", Mark.NONE, b.message(), hint(b, spec)))
                .toList();
    if (!unknown.isEmpty()) {
      throw CommandFailure.of(Exit.USAGE, unknown);
    }
    return catalog.model(spec.model().id()).orElseThrow();
  }

  private static String hint(Objection unknown, EndpointSpec spec) {
    return unknown.code().equals("model.unknown")
        ? "aim-engine generate recipe "
            + spec.model().id()
            + " --output DIR describes it; then fit with --catalog DIR"
        : "";
  }
}
