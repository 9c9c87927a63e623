package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Model;
import io.aimengine.plan.GeneratedRecipe;
import io.aimengine.plan.GeneratedRecipes;
import io.aimengine.plan.GeneratedRecipes.Tuned;
import io.aimengine.spec.Goal;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes catalog files that nobody has written yet.
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    description = "Compute recipes for models that have none",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine generate recipe Qwen/Qwen3-14B --hardware MI300X",
      "  aim-engine generate recipe ./my-finetune --all --output mine"
    },
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
        names = {"--gpus", "--gpu-count"},
        paramLabel = "N",
        description = "This GPU count only, 1 to 8 (default: all of them)")
    private int gpus = Given.UNSET;

    @Option(
        names = {"--context", "--max-model-len"},
        paramLabel = "TOKENS",
        description = "Longest request (default: what fits, at most 131072)")
    private int context = Given.UNSET;

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

    @Option(
        names = {"--format", "-o"},
        paramLabel = "FORMAT",
        defaultValue = "table",
        description = "table (the files as they are), json or yaml")
    private Format format = Format.table;

    @Mixin private RecipeOptions options = new RecipeOptions();

    Recipe(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var catalog = app.catalog(options.catalog);
      var mistakes = new Mistakes();
      var wishes = wishes(mistakes);
      var asked = accelerators(catalog, mistakes);
      mistakes.check(this::checkId);
      mistakes.stop();
      var described = Described.of(app, catalog, target, id);
      var accelerators = asked.isEmpty() ? List.of(usual(catalog, described)) : asked;
      check(described.model(), accelerators);
      var computed = new GeneratedRecipes(catalog, described.model(), wishes, tuned());
      var recipes =
          accelerators.stream().flatMap(a -> computed.on(a, described.named()).stream()).toList();
      var files = new GeneratedFiles(described, recipes);
      described.remarks().forEach(remark -> app.printer().terminal().aside("unsure: " + remark));
      if (recipes.stream().noneMatch(GeneratedRecipe::serves)) {
        throw UnknownArchitecture.is(described, catalog)
            ? new UnknownArchitecture(described, catalog, files).failure()
            : infeasible(described, accelerators, files);
      }
      files.check(catalog);
      if (!output.isEmpty()) {
        files.write(app.directory().resolve(output), output, options.force);
      }
      app.printer().success(format, files, files.message());
      return Exit.OK.code();
    }

    private static CommandFailure infeasible(
        Described described, List<Accelerator> accelerators, GeneratedFiles files) {
      var names = accelerators.stream().map(Accelerator::name).collect(Collectors.joining(", "));
      return new CommandFailure(
              Exit.LAUNCH,
              "generate.infeasible",
              "nothing that serves " + described.model().id() + " fits " + names,
              "No file was written. `aim-engine fit MODEL --hardware NAME` shows the arithmetic.")
          .showing(files);
    }

    private void checkId() {
      if (!id.isEmpty() && !Described.isName(id)) {
        throw usage("--id " + id + " is no name of a model", "Write it as the hub does: org/name.");
      }
    }

    private List<Accelerator> accelerators(Catalog catalog, Mistakes mistakes) {
      var named = mistakes.each(hardware, name -> Given.accelerator(catalog, name));
      return all ? Given.gpus(catalog) : named;
    }

    /// GGUF files are for llama.cpp, which serves on processors.
    private static Accelerator usual(Catalog catalog, Described described) {
      var gguf = described.model().own().format() == Checkpoint.Format.GGUF;
      return Given.accelerator(catalog, gguf ? "cpu" : "MI300X");
    }

    /// What no rule need judge: weights that are not there, GPUs of a processor.
    private void check(Model model, List<Accelerator> accelerators) {
      var mistakes = new Mistakes();
      options
          .precision()
          .filter(p -> model.checkpoints().stream().noneMatch(c -> c.serves(p)))
          .ifPresent(p ->
              mistakes.check(() -> {
                throw Given.lacks(model, model.checkpoints(), p);
              }));
      if (gpus != Given.UNSET
          && accelerators.stream().allMatch(a -> a.kind() == Accelerator.Kind.CPU)) {
        mistakes.check(() -> {
          throw usage(
              "--gpus counts GPUs, and " + model.id() + " is asked for on a CPU",
              "Leave it out, or name a GPU: --hardware MI300X.");
        });
      }
      mistakes.stop();
    }

    private Wishes wishes(Mistakes mistakes) {
      var wishes = mistakes.or(Wishes.none(), w -> w.withGoal(goal()));
      wishes = mistakes.or(wishes, w -> w.withEngines(options.engines()));
      wishes = mistakes.or(wishes, w -> options.precision().map(w::withPrecision).orElse(w));
      if (context != Given.UNSET) {
        wishes = mistakes.or(wishes, w -> w.withContext(Given.positive("--context", context)));
      }
      return gpus == Given.UNSET ? wishes : mistakes.or(wishes, w -> w.withGpuCount(gpus()));
    }

    private int gpus() {
      if (gpus > GeneratedRecipes.NODE) {
        throw usage(
            "--gpus " + gpus + " is more than the 8 GPUs of a node, and a recipe is for one node",
            "1 to 8. Over more nodes, by hand: vLLM with --tensor-parallel-size 8 on each and"
                + " --pipeline-parallel-size NODES; without --gpus the answer says how many nodes a"
                + " model needs that fits none.");
      }
      return Given.positive("--gpus", gpus);
    }

    private Goal goal() {
      return tuned() == Tuned.BALANCED
          ? Goal.THROUGHPUT
          : Goal.parse(goal)
              .filter(known -> known != Goal.COST)
              .orElseThrow(() ->
                  usage(
                      "--goal " + goal + " is none that recipes are generated for",
                      "One of: latency, throughput, balanced."));
    }

    private Tuned tuned() {
      return goal.equalsIgnoreCase("balanced") ? Tuned.BALANCED : Tuned.FOR_THE_GOAL;
    }
  }
}
