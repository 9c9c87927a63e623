package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Goal;
import io.aimengine.spec.Image;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Wishes on the command line. They go before what the manifest says.
final class PlanOptions {
  @Option(names = "--precision", paramLabel = "P", description = "bf16, fp16, fp8, int8, int4, fp4")
  private String precision = "";

  @Option(
      names = {"--backend", "--engine"},
      paramLabel = "ENGINE",
      description = "vllm, sglang or llamacpp")
  private String engine = "";

  @Option(
      names = {"--gpu-count", "--gpus", "--tensor-parallel-size"},
      paramLabel = "N",
      description = "GPUs of one replica")
  private int gpuCount = Given.UNSET;

  @Option(
      names = {"--context", "--max-model-len"},
      paramLabel = "TOKENS",
      description = "Longest request, prompt and answer together")
  private int context = Given.UNSET;

  @Option(names = "--goal", paramLabel = "GOAL", description = "latency, throughput or cost")
  private String goal = "";

  @Option(
      names = "--recipe",
      paramLabel = "ID|FILE",
      description = "Only this recipe: an id of the catalog, or a file")
  private String recipe = "";

  @Option(
      names = "--arg",
      paramLabel = "--FLAG=VALUE",
      parameterConsumer = AnyText.class,
      description =
          "An engine flag laid over the recipe; may be repeated. A bare --FLAG is a switch")
  private List<String> args = new ArrayList<>();

  @Option(names = "--image", paramLabel = "IMAGE", description = "The container image to use")
  private String image = "";

  @Option(
      names = "--inventory",
      paramLabel = "FILE",
      description = "Hardware that is not here: our short form, or `kubectl get nodes -o yaml`")
  String inventory = "";

  @Option(
      names = "--hardware",
      paramLabel = "8xMI300X",
      description =
          "A node of so many, or by its name alone the accelerator to use: that of this machine, of"
              + " --inventory or --cluster; a machine without one is taken to have 8")
  String hardware = "";

  @Option(
      names = "--engine-version-as",
      paramLabel = "VERSION",
      description = "Treat the engine on the PATH as this version of the catalog")
  String engineVersionAs = "";

  /// What `--cluster` asks for, in the commands that have it.
  Optional<ClusterOptions> cluster = Optional.empty();

  void on(ClusterOptions asked) {
    cluster = Optional.of(asked).filter(ClusterOptions::asked);
    if (cluster.isPresent() && (!inventory.isEmpty() || hardwareIsInventory())) {
      throw usage(
          "--cluster and "
              + (inventory.isEmpty() ? "--hardware" : "--inventory")
              + " both say what hardware there is",
          "Leave one out.");
    }
  }

  /// GPUs named without an option, as `launch MODEL 4`.
  void gpus(int positional) {
    if (positional != Given.UNSET) {
      gpuCount = positional;
    }
  }

  /// Whether `--hardware` names devices (`8xMI300X`), not just a type.
  boolean hardwareIsInventory() {
    return hardware.matches("[0-9]+\\s*[xX*]\\s*[A-Za-z].*");
  }

  /// The wishes of a manifest with these laid over them; stops with every option that is a mistake.
  EndpointSpec over(EndpointSpec spec) {
    var mistakes = new Mistakes();
    mistakes.check(this::checkInventory);
    var wishes = words(spec.wishes(), mistakes);
    if (gpuCount != Given.UNSET) {
      wishes = mistakes.or(wishes, w -> w.withGpuCount(Given.positive("--gpu-count", gpuCount)));
    }
    if (context != Given.UNSET) {
      wishes = mistakes.or(wishes, w -> w.withContext(Given.positive("--context", context)));
    }
    if (!args.isEmpty()) {
      wishes = wishes.withArgs(args(wishes));
    }
    var changed =
        mistakes.or(spec.withWishes(wishes), s -> image.isEmpty() ? s : s.withImage(image()));
    mistakes.stop();
    return changed;
  }

  private void checkInventory() {
    if (hardwareIsInventory() && !inventory.isEmpty()) {
      throw usage(
          "--hardware " + hardware + " and --inventory both say what hardware there is",
          "Leave one out; a bare --hardware NAME asks for that accelerator of the inventory.");
    }
  }

  private Wishes words(Wishes from, Mistakes mistakes) {
    var wishes = from;
    if (!precision.isEmpty()) {
      wishes = mistakes.or(wishes, w -> w.withPrecision(Given.precision(precision)));
    }
    if (!engine.isEmpty()) {
      wishes = mistakes.or(wishes, w -> w.withEngines(List.of(Given.engine(engine))));
    }
    if (!goal.isEmpty()) {
      wishes = mistakes.or(wishes, w -> w.withGoal(goal()));
    }
    if (!recipe.isEmpty()) {
      wishes = wishes.withRecipe(recipe());
    }
    return hardware.isEmpty() || hardwareIsInventory()
        ? wishes
        : wishes.withHardware(hardware.toUpperCase(Locale.ROOT).replace("CPU", "cpu"));
  }

  private Goal goal() {
    return Goal.parse(goal)
        .orElseThrow(() ->
            usage(
                "--goal " + goal + " is none that we know", "One of: latency, throughput, cost."));
  }

  private Image image() {
    return Image.parse(image)
        .orElseThrow(() ->
            usage("--image " + image + " is no image reference", "repository[:tag][@digest]"));
  }

  private RecipeChoice recipe() {
    return recipe.matches(".*\\.(ya?ml|json)|.*/.*")
        ? new RecipeChoice.File(recipe)
        : new RecipeChoice.Named(recipe, "");
  }

  /// The manifest's flags with those of the command line over them, for every engine wished.
  private Map<Engine, Map<String, String>> args(Wishes wishes) {
    var engines = wishes.engines().isEmpty() ? List.of(Engine.values()) : wishes.engines();
    var all = new LinkedHashMap<Engine, Map<String, String>>();
    wishes.args().forEach((each, flags) -> all.put(each, new LinkedHashMap<>(flags)));
    for (var each : engines) {
      var flags = all.computeIfAbsent(each, _ -> new LinkedHashMap<>());
      for (var arg : args) {
        var cut = arg.indexOf('=');
        flags.put(cut < 0 ? arg : arg.substring(0, cut), cut < 0 ? "" : arg.substring(cut + 1));
      }
    }
    return all;
  }

  /// What was given, by option; not the inventory, which is no wish.
  Map<String, List<String>> given() {
    var given = new LinkedHashMap<String, List<String>>();
    texts()
        .forEach((name, value) -> {
          if (!value.isEmpty()) {
            given.put(name, List.of(value));
          }
        });
    if (gpuCount != Given.UNSET) {
      given.put("--gpu-count", List.of(Integer.toString(gpuCount)));
    }
    if (context != Given.UNSET) {
      given.put("--context", List.of(Integer.toString(context)));
    }
    if (!args.isEmpty()) {
      given.put("--arg", List.copyOf(args));
    }
    return given;
  }

  private Map<String, String> texts() {
    var texts = new LinkedHashMap<String, String>();
    texts.put("--precision", precision);
    texts.put("--engine", engine);
    texts.put("--goal", goal);
    texts.put("--recipe", recipe);
    texts.put("--image", image);
    texts.put("--hardware", hardware);
    texts.put("--engine-version-as", engineVersionAs);
    return texts;
  }

  /// The options that `given` gave.
  static PlanOptions of(Map<String, List<String>> given) {
    var options = new PlanOptions();
    given.forEach((name, values) -> {
      var value = values.isEmpty() ? "" : values.getFirst();
      switch (name) {
        case "--precision" -> options.precision = value;
        case "--engine" -> options.engine = value;
        case "--goal" -> options.goal = value;
        case "--recipe" -> options.recipe = value;
        case "--image" -> options.image = value;
        case "--hardware" -> options.hardware = value;
        case "--engine-version-as" -> options.engineVersionAs = value;
        case "--gpu-count" -> options.gpuCount = number(value);
        case "--context" -> options.context = number(value);
        case "--arg" -> options.args = new ArrayList<>(values);
        default -> throw usage("the bundle has an option that is none: " + name, "");
      }
    });
    return options;
  }

  private static int number(String value) {
    return value.matches("-?\\d{1,9}") ? Integer.parseInt(value) : Given.UNSET;
  }

  /// `--engine-version-as` must name a version that the catalog has.
  void check(Catalog catalog) {
    if (engineVersionAs.isEmpty()) {
      return;
    }
    var versions = catalog.engines().stream().map(EngineVersion::version).distinct().toList();
    if (!versions.contains(engineVersionAs)) {
      throw usage(
          "--engine-version-as " + engineVersionAs + " is no version of the catalog",
          "One of: " + String.join(", ", versions) + ".");
    }
  }

  /// Takes the next word as it is, also one that looks like an option of ours.
  static final class AnyText implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      if (words.isEmpty()) {
        throw new ParameterException(command.commandLine(), "--arg needs --FLAG or --FLAG=VALUE");
      }
      List<String> given = option.getValue();
      given.add(words.pop());
    }
  }
}
