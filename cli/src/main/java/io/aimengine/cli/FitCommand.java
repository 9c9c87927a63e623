package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.plan.Fitting;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryChange;
import io.aimengine.plan.InventoryReader;
import io.aimengine.plan.Planner;
import io.aimengine.spec.EndpointSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  @Parameters(paramLabel = "MODEL|FILE", description = "A model id, or a manifest")
  private String target = "";

  @Option(
      names = {"--sequences", "--max-num-seqs"},
      paramLabel = "N",
      description = "Requests at once")
  private int sequences = PlanOptions.UNSET;

  @Option(names = "--kv-cache-dtype", paramLabel = "TYPE", description = "auto, fp8, bf16 …")
  private String kvCacheDtype = "";

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
    var spec = wanted(options.over(Requests.read(app, List.of(target)).specs().getFirst()));
    var model = model(catalog, spec);
    if (!log.isEmpty()) {
      var view = new FitLog(app, catalog, common, options.hardware).compare(spec, model, log, save);
      app.printer().success(common.format, view, view.summary());
      return Exit.OK.code();
    }
    if (save) {
      throw usage("--save keeps what a log says", "Name it: --from-log FILE.");
    }
    var inventory = inventory(catalog);
    var fitting = new Fitting(catalog, model);
    var rows = fitting.rows(spec, inventory);
    if (whatIf.isEmpty()) {
      var view = new FitView(model.id(), rows, explain);
      app.printer().success(common.format, view, view.summary());
      return exit(rows);
    }
    var changed = changed(catalog, inventory);
    var planner = new Planner(catalog);
    var after = fitting.rows(spec, changed);
    var view =
        new FitChange(
            model.id(),
            whatIf,
            rows,
            after,
            FitChange.planned(planner.plan(spec, inventory)),
            FitChange.planned(planner.plan(spec, changed)));
    app.printer().success(common.format, view, view.summary());
    return exit(after);
  }

  /// Scripts go on only where something fits.
  private static int exit(List<Fitting.Row> rows) {
    return (rows.stream().anyMatch(Fitting.Row::fits) ? Exit.OK : Exit.LAUNCH).code();
  }

  private Inventory changed(Catalog catalog, Inventory inventory) {
    var changes =
        InventoryChange.parse(whatIf, catalog)
            .orElseThrow(() ->
                usage(
                    "--what-if \"" + whatIf + "\" is no change of the hardware",
                    "Write +1 MI325X, +8 MI300X or -4 MI250; several with commas."));
    var changed = inventory;
    for (var change : changes) {
      changed = change.on(changed);
    }
    return changed;
  }

  /// A bare accelerator is a node of eight.
  private Inventory inventory(Catalog catalog) {
    if (!options.hardware.isEmpty()
        && !options.hardwareIsInventory()
        && options.inventory.isEmpty()) {
      var cpu = options.hardware.equalsIgnoreCase("cpu");
      var read = InventoryReader.shorthand(cpu ? "cpu" : "8x" + options.hardware, catalog);
      if (read.problems().stream().anyMatch(Problem::isError)) {
        throw CommandFailure.of(Exit.USAGE, read.problems());
      }
      return read.inventory();
    }
    return new Planning(app, catalog, options).inventory(() -> Here.of(app, catalog).inventory());
  }

  private Model model(Catalog catalog, EndpointSpec spec) {
    return catalog
        .model(spec.model().id())
        .orElseThrow(() -> {
          var blockers =
              new Planner(catalog).blockers(spec, new Inventory(List.of(), ""), List.of());
          return CommandFailure.of(
              Exit.USAGE,
              blockers.stream()
                  .filter(b -> b.code().startsWith("model."))
                  .map(b -> Problem.error(b.code(), "", Mark.NONE, b.message(), ""))
                  .toList());
        });
  }

  /// Sequences and the type of the cache are flags of each engine.
  private EndpointSpec wanted(EndpointSpec spec) {
    if (sequences != PlanOptions.UNSET && sequences < 1) {
      throw usage("--sequences must be at least 1, not " + sequences, "");
    }
    var all = new LinkedHashMap<Engine, Map<String, String>>();
    spec.wishes().args().forEach((engine, flags) -> all.put(engine, new LinkedHashMap<>(flags)));
    if (sequences != PlanOptions.UNSET) {
      put(all, Engine.VLLM, "--max-num-seqs", Integer.toString(sequences));
      put(all, Engine.SGLANG, "--max-running-requests", Integer.toString(sequences));
      put(all, Engine.LLAMACPP, "--parallel", Integer.toString(sequences));
    }
    if (!kvCacheDtype.isEmpty()) {
      var type = kvCacheDtype.toLowerCase(Locale.ROOT);
      put(all, Engine.VLLM, "--kv-cache-dtype", type.equals("bf16") ? "bfloat16" : type);
      put(all, Engine.SGLANG, "--kv-cache-dtype", type.equals("fp8") ? "fp8_e4m3" : type);
      put(all, Engine.LLAMACPP, "--cache-type-k", type);
    }
    return spec.withWishes(spec.wishes().withArgs(all));
  }

  private static void put(
      Map<Engine, Map<String, String>> all, Engine engine, String flag, String value) {
    all.computeIfAbsent(engine, _ -> new LinkedHashMap<>()).putIfAbsent(flag, value);
  }
}
