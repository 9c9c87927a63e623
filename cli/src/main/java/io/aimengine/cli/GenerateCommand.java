package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import io.aimengine.describe.ModelFile;
import io.aimengine.describe.RecipeFile;
import io.aimengine.launch.HardwareVariables;
import io.aimengine.plan.GeneratedRecipe;
import io.aimengine.plan.GeneratedRecipes;
import io.aimengine.plan.GeneratedRecipes.Tuned;
import io.aimengine.spec.Goal;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes catalog files that nobody has written yet.
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = "Compute recipes for models that have none",
    subcommands = {GenerateCommand.Recipe.class})
final class GenerateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// `generate recipe`.
  @Command(
      name = "recipe",
      mixinStandardHelpOptions = true,
      description =
          "Compute recipes for a model from its config.json and the headers of its weights",
      footerHeading = "%nExamples:%n",
      footer = {
        "  aim-engine generate recipe Qwen/Qwen3-14B --hardware MI300X",
        "  aim-engine generate recipe ./my-finetune --all --output mine",
        "  aim-engine generate recipe config.json --id acme/Tiny-1B --hardware MI325X --goal latency",
        "  aim-engine generate recipe tiny.Q4_K_M.gguf",
        "",
        "What --output wrote is used by: aim-engine plan MODEL --catalog DIR"
      })
  static final class Recipe implements Callable<Integer> {
    private final App app;

    @Parameters(
        paramLabel = "MODEL",
        description =
            "An id of the catalog or of Hugging Face (or hf://org/name@revision, hf://…/file.gguf),"
                + " a folder, a config.json, or a .gguf file")
    private String target = "";

    @Option(
        names = "--hardware",
        paramLabel = "NAME",
        split = ",",
        description = "Accelerators to compute for (default: MI300X; cpu for GGUF)")
    private List<String> hardware = new ArrayList<>();

    @Option(names = "--all", description = "For every accelerator of the catalog")
    private boolean all;

    @Option(
        names = {"--engine", "--backend"},
        paramLabel = "ENGINE",
        split = ",",
        description = "vllm or sglang (default: both)")
    private List<String> engines = new ArrayList<>();

    @Option(
        names = {"--gpus", "--gpu-count"},
        paramLabel = "N",
        description = "This GPU count only (default: 1 to 8)")
    private int gpus = PlanOptions.UNSET;

    @Option(
        names = "--precision",
        paramLabel = "P",
        description = "Checkpoints of this precision, where the model has them")
    private String precision = "";

    @Option(
        names = {"--context", "--max-model-len"},
        paramLabel = "TOKENS",
        description = "Longest request (default: what fits, at most 131072)")
    private int context = PlanOptions.UNSET;

    @Option(
        names = "--goal",
        paramLabel = "GOAL",
        description = "latency, throughput or balanced (default: throughput)")
    private String goal = "throughput";

    @Option(names = "--id", paramLabel = "ORG/NAME", description = "What a local model is called")
    private String id = "";

    @Option(
        names = "--output",
        paramLabel = "DIR",
        description = "Write models/ and recipes/ below this folder, not to the screen")
    private String output = "";

    @Option(names = "--force", description = "Overwrite files that are there already")
    private boolean force;

    @Option(
        names = {"--format", "-o"},
        paramLabel = "FORMAT",
        defaultValue = "table",
        description = "table (the files as they are), json or yaml")
    private Format format = Format.table;

    @Option(
        names = "--catalog",
        paramLabel = "DIR",
        description = "A folder laid over the shipped catalog (env AIM_CATALOG)")
    private String catalogFolder = "";

    @Option(
        names = {"--debug", "--verbose"},
        description = "Say more; a defect's stack trace too (env AIM_DEBUG=1)")
    boolean debug;

    Recipe(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var common = new Common();
      common.catalog = catalogFolder;
      var catalog = app.catalog(common);
      var wishes = wishes();
      var known = accelerators(catalog);
      var described = Described.of(app, catalog, target, id);
      var accelerators = known.isEmpty() ? List.of(usual(catalog, described)) : known;
      var recipes = new ArrayList<GeneratedRecipe>();
      var computed =
          new GeneratedRecipes(
              catalog,
              described.model(),
              wishes,
              isBalanced() ? Tuned.BALANCED : Tuned.FOR_THE_GOAL);
      accelerators.forEach(a -> recipes.addAll(computed.on(a, described.named())));
      var files = new GeneratedFiles(described, recipes);
      if (described.origin() == Described.Origin.FILES) {
        files.add(
            ModelFile.path(described.model()),
            ModelFile.text(described.model(), described.remarks()));
      }
      recipes.stream()
          .filter(r -> r.serves() || accelerators.size() == 1)
          .forEach(r -> files.add(RecipeFile.path(r), RecipeFile.text(r, HardwareVariables::of)));
      files.check(catalog);
      if (!output.isEmpty()) {
        files.write(app.directory().resolve(output), output, force);
      }
      described.remarks().forEach(remark -> app.printer().terminal().aside("unsure: " + remark));
      app.printer().success(format, files, recipes.size() + " recipes");
      return Exit.OK.code();
    }

    private List<Accelerator> accelerators(Catalog catalog) {
      if (all) {
        return catalog.accelerators().stream()
            .filter(a -> a.kind() == Accelerator.Kind.GPU)
            .toList();
      }
      return hardware.stream().map(name -> accelerator(catalog, name)).toList();
    }

    /// GGUF files are for llama.cpp, which serves on processors.
    private static Accelerator usual(Catalog catalog, Described described) {
      var gguf = described.model().own().format() == Checkpoint.Format.GGUF;
      return accelerator(catalog, gguf ? "cpu" : "MI300X");
    }

    private static Accelerator accelerator(Catalog catalog, String name) {
      return catalog
          .accelerator(name)
          .orElseThrow(() ->
              usage(
                  "the catalog does not know the accelerator " + name,
                  "known: "
                      + String.join(
                          ", ", catalog.accelerators().stream().map(Accelerator::name).toList())));
    }

    private Wishes wishes() {
      var wishes = Wishes.none().withGoal(goal());
      if (!engines.isEmpty()) {
        wishes = wishes.withEngines(engines.stream().map(Recipe::engine).toList());
      }
      if (!precision.isEmpty()) {
        wishes = wishes.withPrecision(precision());
      }
      if (context != PlanOptions.UNSET) {
        wishes = wishes.withContext(positive("--context", context));
      }
      return gpus == PlanOptions.UNSET ? wishes : wishes.withGpuCount(positive("--gpus", gpus));
    }

    private Goal goal() {
      return isBalanced()
          ? Goal.THROUGHPUT
          : Goal.parse(goal)
              .filter(known -> known != Goal.COST)
              .orElseThrow(() ->
                  usage(
                      "--goal " + goal + " is none that recipes are generated for",
                      "One of: latency, throughput, balanced."));
    }

    private boolean isBalanced() {
      return goal.equalsIgnoreCase("balanced");
    }

    private static Engine engine(String name) {
      return Engine.parse(name)
          .orElseThrow(
              () -> usage(name + " is no engine that we know", "One of: vllm, sglang, llamacpp."));
    }

    private Precision precision() {
      return Precision.parse(precision)
          .orElseThrow(() ->
              usage(
                  "--precision " + precision + " is none that we know",
                  "One of: bf16, fp16, fp8, int8, int4, fp4."));
    }

    private static int positive(String option, int value) {
      if (value < 1) {
        throw usage(String.format(Locale.ROOT, "%s must be at least 1, not %d", option, value), "");
      }
      return value;
    }
  }
}
