package io.aimengine.explain;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.Recipe;
import io.aimengine.explain.Mapped.Layer;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import io.aimengine.launch.Launch;
import io.aimengine.launch.SecretNeed;
import io.aimengine.launch.Tuning;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.Plan;
import io.aimengine.spec.EnvVar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which manifest field, recipe key, model fact or default became which flag or variable of a
/// launch. Read from the finished command, so it cannot say what the engine does not get.
public final class Mapping {
  private static final List<String> CONTEXT =
      List.of("--max-model-len", "--context-length", "--ctx-size");
  private static final List<String> PARSERS =
      List.of("--enable-auto-tool-choice", "--tool-call-parser", "--reasoning-parser");

  private final Catalog catalog;
  private final Question question;
  private final Candidate candidate;
  private final EngineVersion engine;
  private final List<Mapped> rows = new ArrayList<>();

  private Mapping(Catalog catalog, Question question, Plan plan) {
    this.catalog = catalog;
    this.question = question;
    this.candidate = plan.candidate();
    this.engine = candidate.engine();
  }

  /// Flags in the order of the command, then what was left out, variables, secrets and the defaults
  /// that the engine uses for what nobody wrote.
  public static List<Mapped> of(
      Catalog catalog, Question question, Plan plan, Launch launch, List<Problem> problems) {
    var mapping = new Mapping(catalog, question, plan);
    var given = GivenFlags.of(engine(plan), launch.command());
    given.forEach(mapping::flag);
    mapping.leftOut(given, problems);
    launch.env().forEach(mapping::variable);
    launch.secrets().forEach(mapping::secret);
    mapping.defaults(given);
    return List.copyOf(mapping.rows);
  }

  private static EngineVersion engine(Plan plan) {
    return plan.candidate().engine();
  }

  private void flag(String name, String given) {
    if (name.isEmpty()) {
      program(given);
      return;
    }
    var source =
        written(name, "spec.customArgs", Layer.MANIFEST, manifest())
            .or(() -> wish(name))
            .or(() -> written(name, recipePlace(), Layer.RECIPE, recipe()))
            .or(() -> computed(name))
            .orElseGet(() -> ours(name));
    add(
        NeutralTable.of(engine.engine(), name).map(NeutralTable.Row::neutral).orElse(""),
        source.layer(),
        source.place(),
        source.written(),
        given,
        (source.note().isEmpty() ? difference(name) : source.note()) + replaced(name, source));
  }

  /// The recipe's own value, where the manifest wrote over it.
  private String replaced(String name, Mapped source) {
    return source.layer() != Layer.MANIFEST
        ? ""
        : written(name, recipePlace(), Layer.RECIPE, recipe())
            .filter(own -> !own.written().equals(source.written()))
            .map(own -> " (the recipe has " + own.written() + ")")
            .orElse("");
  }

  /// vLLM takes the model as its first word.
  private void program(String given) {
    if (engine.engine() == EngineVersion.Engine.VLLM) {
      add("model", Layer.MANIFEST, "spec.model", question.spec().model().id(), given, "");
    } else {
      add("", Layer.OURS, "", "", given, "the program of " + engine.label());
    }
  }

  private String difference(String name) {
    return NeutralTable.of(engine.engine(), name).map(NeutralTable.Row::note).orElse("");
  }

  /// A flag that somebody wrote, under this name or one that means it.
  private Optional<Mapped> written(
      String name, String place, Layer layer, Map<String, String> flags) {
    for (var entry : flags.entrySet()) {
      var read =
          FlagLayers.merge(
              context(),
              List.of(FlagLayer.recipe(place, Map.of(entry.getKey(), entry.getValue()))));
      if (read.arguments().byFlag().containsKey(name)) {
        var said =
            read.problems().stream()
                .filter(p -> p.code().matches("launch\\.(translated|switch-value)"))
                .map(Problem::message)
                .findFirst()
                .orElse("");
        return Optional.of(
            new Mapped("", layer, place, text(entry.getKey(), entry.getValue()), name, said));
      }
    }
    return Optional.empty();
  }

  /// A typed field of the manifest that decides this flag.
  private Optional<Mapped> wish(String name) {
    var wishes = question.wishes();
    if (CONTEXT.contains(name) && wishes.context().isPresent()) {
      return Optional.of(
          typed("spec.contextLength", Integer.toString(wishes.context().getAsInt()), name));
    }
    if (name.equals("--dtype")
        && wishes.precision().isPresent()
        && candidate.checkpoint().precision() != wishes.precision().get()) {
      return Optional.of(typed("spec.precision", wishes.precision().get().id(), name));
    }
    if (List.of("--tensor-parallel-size", "--tp-size").contains(name)
        && generated()
        && wishes.gpuCount().isPresent()) {
      return Optional.of(
          typed("spec.gpuCount", Integer.toString(wishes.gpuCount().getAsInt()), name));
    }
    if (name.equals("--revision")) {
      return Optional.of(typed("spec.model.revision", question.spec().model().revision(), name));
    }
    return List.of("--served-model-name", "--alias", "--model-path", "--model").contains(name)
        ? Optional.of(typed("spec.model", question.spec().model().id(), name))
        : Optional.empty();
  }

  private static Mapped typed(String place, String written, String name) {
    return new Mapped("", Layer.MANIFEST, place, written, name, "");
  }

  private Optional<Mapped> computed(String name) {
    if (PARSERS.contains(name)) {
      var place = candidate.model().id() + " parsers." + engine.engine().id();
      return Optional.of(
          new Mapped("", Layer.MODEL, place, "", name, "what this model's family speaks"));
    }
    return generated() && candidate.args().containsKey(name)
        ? Optional.of(
            new Mapped(
                "",
                Layer.GENERATED,
                candidate.name(),
                "",
                name,
                "computed from the memory model and the goal"))
        : Optional.empty();
  }

  private Mapped ours(String name) {
    return new Mapped("", Layer.OURS, "", "", name, "");
  }

  /// What was written and is not in the command.
  private void leftOut(Map<String, String> given, List<Problem> problems) {
    leftOut("spec.customArgs", Layer.MANIFEST, manifest(), given, problems);
    leftOut(recipePlace(), Layer.RECIPE, recipe(), given, problems);
    problems.stream()
        .filter(p -> p.code().equals("launch.useless-variable"))
        .forEach(p -> {
          var layer = p.path().startsWith("spec.") ? Layer.MANIFEST : recipeLayer();
          var name = p.path().substring(p.path().lastIndexOf('.') + 1);
          add("", layer, p.path(), name, "", p.message());
        });
  }

  private void leftOut(
      String place,
      Layer layer,
      Map<String, String> flags,
      Map<String, String> given,
      List<Problem> problems) {
    flags.forEach((name, value) -> {
      var read = FlagLayers.merge(context(), List.of(FlagLayer.recipe(place, Map.of(name, value))));
      if (read.arguments().byFlag().keySet().stream().noneMatch(given::containsKey)) {
        var why =
            Stream.concat(read.problems().stream(), problems.stream())
                .filter(p -> p.path().endsWith("." + name))
                .map(Problem::message)
                .findFirst()
                .orElse("switched off");
        add("", layer, place, text(name, value), "", why);
      }
    });
  }

  private void variable(String name, String value) {
    var given = name + "=" + value;
    var manifest =
        question.spec().env().stream()
            .anyMatch(v -> v.name().equals(name) && v.source() instanceof EnvVar.Literal);
    if (manifest) {
      add("", Layer.MANIFEST, "spec.env", name, given, "");
    } else if (value.equals(candidate.env().get(name))) {
      add("", recipeLayer(), recipePlace().replace(".args", ".env"), name, given, "");
    } else {
      add("", Layer.OURS, "", "", given, Tuning.why(name).orElse(""));
    }
  }

  private void secret(SecretNeed need) {
    var given =
        switch (need) {
          case SecretNeed.InEnvironment(var variable, _, _) -> variable;
          case SecretNeed.InFile(var path, _, _, _) -> "--config " + path;
        };
    add(
        "",
        Layer.OURS,
        "your environment",
        need.source(),
        given,
        "a secret: passed on, never shown; left out where it is not set");
  }

  private void defaults(Map<String, String> given) {
    for (var row : NeutralTable.all()) {
      for (var name : row.flags(engine.engine())) {
        var flag = engine.flags().find(name);
        var known = flag.map(f -> effective(row.neutral(), f.defaultValue())).orElse("");
        if (!given.containsKey(name)
            && !known.isEmpty()
            && row.flags(engine.engine()).getFirst().equals(name)) {
          add(row.neutral(), Layer.ENGINE, engine.label(), "", name + " " + known, row.note());
        }
      }
    }
  }

  /// What the engine does when nobody says: as the planner reads it, else as its parser says.
  private String effective(String neutral, String declared) {
    var settings = candidate.settings();
    return switch (neutral) {
      case "maxModelLen" -> Integer.toString(settings.maxModelLen());
      case "maxNumSeqs" -> Integer.toString(settings.maxNumSeqs());
      case "maxNumBatchedTokens" -> Integer.toString(settings.maxBatchedTokens());
      case "gpuMemoryFraction" ->
          String.format(java.util.Locale.ROOT, "%.2f", settings.memoryFraction());
      case "dtype", "kvCacheDtype", "tensorParallel" -> declared;
      default -> "";
    };
  }

  private void add(
      String neutral, Layer layer, String place, String written, String given, String note) {
    rows.add(new Mapped(neutral, layer, place, written, given, note));
  }

  private Map<String, String> manifest() {
    return question.wishes().args().getOrDefault(engine.engine(), Map.of());
  }

  private boolean generated() {
    return candidate.origin() == Recipe.Origin.GENERATED && source().isEmpty();
  }

  private Layer recipeLayer() {
    return generated() ? Layer.GENERATED : Layer.RECIPE;
  }

  private String recipePlace() {
    return candidate.name() + " " + engine.engine().id() + "." + candidate.gpuCount() + ".args";
  }

  /// The flags of the recipe's column as they are written in its file.
  private Map<String, String> recipe() {
    return source()
        .flatMap(r -> r.configuration(engine.engine(), candidate.gpuCount()))
        .map(Recipe.Configuration::args)
        .orElse(new LinkedHashMap<>());
  }

  private Optional<Recipe> source() {
    return Stream.concat(
            question.recipes().stream(), catalog.recipes(candidate.model().id()).stream())
        .filter(recipe -> recipe.id().equals(candidate.name()))
        .findFirst();
  }

  private FlagContext context() {
    return FlagContext.of(
        engine,
        !candidate.checkpoint().quantization().equals("none"),
        candidate.accelerator().memoryGib());
  }

  private static String text(String name, String value) {
    return value.isEmpty() ? name : name + ": " + value;
  }
}
