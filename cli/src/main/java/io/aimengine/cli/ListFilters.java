package io.aimengine.cli;

import static io.aimengine.cli.CommandFailure.usage;

import io.aimengine.api.Nearest;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Model.Task;
import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.plan.InventoryReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/// Which rows of the catalog are wanted, and in which order.
final class ListFilters {
  @Option(
      names = "--filter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Only rows that contain TEXT")
  String text = "";

  @Option(
      names = "--size",
      paramLabel = "RANGE",
      defaultValue = "",
      description = "Parameters: '<40B', '>=7B', 7B-40B, or 8B (within 5 %%)")
  private String size = "";

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "",
      description = "bf16, fp16, fp8, int8, int4, fp4")
  private String precision = "";

  @Option(
      names = "--hardware",
      paramLabel = "MI300X",
      defaultValue = "",
      description =
          "Models that the planner can serve on up to 8 of these (2xMI300X: on 2);"
              + " recipes for it")
  private String hardware = "";

  @Option(
      names = "--task",
      paramLabel = "TASK",
      defaultValue = "",
      description = "text-generation, embedding, rerank or vision")
  private String task = "";

  @Option(
      names = {"--licence", "--license"},
      paramLabel = "L",
      defaultValue = "",
      description = "A licence, or a part of its name: apache")
  private String licence = "";

  @Option(
      names = {"--engine", "--backend"},
      paramLabel = "ENGINE",
      defaultValue = "",
      description = "vllm, sglang or llamacpp")
  private String engine = "";

  @Option(
      names = "--family",
      paramLabel = "F",
      defaultValue = "",
      description = "A model family, or a part of its name: qwen3")
  private String family = "";

  @Option(
      names = "--origin",
      paramLabel = "O",
      defaultValue = "",
      description = "Recipes only: tested, published, curated or generated")
  private String origin = "";

  @Option(
      names = "--sort",
      paramLabel = "KEY",
      defaultValue = "name",
      description =
          "models: name, size, context, precision, task, licence, family, recipes, and by what they"
              + " need: hardware (the weights' bytes), gpus (with --hardware); recipes: name, model,"
              + " size, hardware, precision, task, licence, origin")
  private String sort = "name";

  @Option(names = "--reverse", description = "The last row first")
  boolean reverse;

  /// Refuses what no row could ever be, before anything is read.
  void check(ListCommand.What what) {
    var mistakes = new Mistakes();
    List.<Runnable>of(this::size, this::precision, this::engine, this::origin, this::checkTask)
        .forEach(mistakes::check);
    mistakes.check(() -> checkUse(what));
    mistakes.stop();
  }

  private void checkTask() {
    if (!task.isEmpty() && !isVision()) {
      task();
    }
  }

  private void checkUse(ListCommand.What what) {
    var narrowed =
        Stream.of(size, precision, hardware, task, licence, engine, family)
            .anyMatch(given -> !given.isEmpty());
    var catalogued =
        switch (what) {
          case models, recipes, configs -> true;
          case running, accelerators, engines -> false;
        };
    if (!origin.isEmpty() && what == ListCommand.What.models) {
      throw usage(
          "--origin is of recipes, and list models lists models",
          "Recipes of an origin: aim-engine list recipes --origin " + origin + ".");
    }
    if (narrowed && !catalogued) {
      throw usage(
          "list " + what + " has only --filter",
          "The other filters are for models, recipes and configs.");
    }
  }

  /// Refuses hardware that the catalog does not know.
  void check(Catalog catalog) {
    if (!hardware.isEmpty()) {
      var read = InventoryReader.shorthand(inventory(), catalog);
      if (!read.problems().isEmpty()) {
        throw CommandFailure.of(Exit.USAGE, read.problems());
      }
    }
  }

  boolean contains(String... texts) {
    return Arrays.stream(texts).anyMatch(one -> part(text, one));
  }

  private static boolean part(String needle, String text) {
    return text.toLowerCase(Locale.ROOT).contains(needle.toLowerCase(Locale.ROOT));
  }

  /// What can be said of a model without planning.
  boolean accepts(Model model) {
    return size().map(range -> range.holds(model.architecture().parameters())).orElse(true)
        && part(licence, model.licence())
        && part(family, model.family())
        && (task.isEmpty()
            || (isVision() ? model.architecture().multimodal() : model.task() == task()));
  }

  private boolean isVision() {
    return task.matches("(?i)vision|image-text-to-text|multimodal");
  }

  private Task task() {
    return switch (task.toLowerCase(Locale.ROOT).replace('_', '-')) {
      case "text-generation", "chat", "generate", "text" -> Task.TEXT_GENERATION;
      case "embedding", "embeddings", "embed", "feature-extraction" -> Task.EMBEDDING;
      case "rerank", "reranking", "reranker", "text-ranking" -> Task.RERANK;
      default ->
          throw usage(
              "'" + task + "' is no task", "One of text-generation, embedding, rerank, vision.");
    };
  }

  private Optional<SizeRange> size() {
    return size.isEmpty()
        ? Optional.empty()
        : Optional.of(
            SizeRange.parse(size)
                .orElseThrow(
                    () -> usage("'" + size + "' is no size", "Write it as '<40B', 7B-40B or 8B.")));
  }

  Optional<Precision> precision() {
    return one(precision, Precision::parse, Precision.values(), Precision::id, "precision");
  }

  Optional<Engine> engine() {
    return one(engine, Engine::parse, Engine.values(), Engine::id, "engine");
  }

  Optional<Origin> origin() {
    return one(
        origin,
        given ->
            Arrays.stream(Origin.values()).filter(o -> id(o).equalsIgnoreCase(given)).findAny(),
        Origin.values(),
        ListFilters::id,
        "origin");
  }

  static String id(Origin origin) {
    return origin.name().toLowerCase(Locale.ROOT);
  }

  /// What to sort by: one of the words that this list knows.
  <T> T sort(String what, Map<String, T> known) {
    var word = sort.toLowerCase(Locale.ROOT);
    var key = known.get(word.equals("license") ? "licence" : word);
    if (key == null) {
      throw usage(
          what + " cannot be sorted by '" + sort + "'",
          Nearest.of(sort, known.keySet()).map(near -> "Did you mean " + near + "? ").orElse("")
              + "By "
              + String.join(", ", known.keySet())
              + ".");
    }
    return key;
  }

  /// The hardware as an inventory: `8xMI300X`; "" when none is asked for.
  String inventory() {
    return hardware.isEmpty() || hardware.matches("(?i)\\d+\\s*[x*].*")
        ? hardware
        : (hardware.equalsIgnoreCase("cpu") ? "1x" : "8x") + hardware;
  }

  /// The accelerator's name alone; "" when none is asked for.
  String accelerator() {
    return hardware.replaceFirst("(?i)^\\d+\\s*[x*]\\s*", "");
  }

  private static <T> Optional<T> one(
      String given,
      Function<String, Optional<T>> parse,
      T[] all,
      Function<T, String> id,
      String what) {
    if (given.isEmpty()) {
      return Optional.empty();
    }
    var known = List.of(all).stream().map(id).collect(Collectors.joining(", "));
    return Optional.of(
        parse
            .apply(given)
            .orElseThrow(() -> usage("'" + given + "' is no " + what, "One of " + known + ".")));
  }
}
