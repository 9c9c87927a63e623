package io.aimengine.launch;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.MemoryEstimate;
import io.aimengine.plan.Place;
import io.aimengine.plan.Plan;
import io.aimengine.plan.Settings;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.EndpointSpec.ModelRef;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// A golden case's `input.yaml`: a plan in short form (no rule has judged it: launching is tested
/// here, not planning), and the options of a shell.
record GoldenInput(JsonNode root, Catalog catalog) {

  Plan plan() {
    var candidate = candidate();
    var spec =
        new EndpointSpec(
            "case",
            "default",
            new ModelRef(text("model", ""), "", text("revision", "")),
            wishes(candidate.engine().engine()),
            1);
    var memory = memory(number("kv", 8));
    return new Plan(spec, candidate, memory, Place.on("node-a"), 1);
  }

  private static MemoryEstimate memory(double kv) {
    var cache = new MemoryEstimate.Range(kv, kv, kv);
    return new MemoryEstimate(192, 176.6, List.of(), cache, cache, 1, 1, 1);
  }

  private Wishes wishes(Engine engine) {
    var none = Wishes.none();
    var context = root.path("wishes").path("context");
    return new Wishes(
        none.hardware(),
        none.precision(),
        none.engines(),
        none.gpuCount(),
        context.isInt() ? OptionalInt.of(context.intValue()) : OptionalInt.empty(),
        none.goal(),
        none.recipe(),
        Map.of(engine, flags(root.path("wishes").path("args"))));
  }

  private Candidate candidate() {
    var engine = engine();
    var model = withTask(catalog.model(text("model", "")).orElseThrow());
    var checkpoint =
        model.checkpoints().stream()
            .filter(c -> c.id().equals(text("checkpoint", model.own().id())))
            .findFirst()
            .orElseThrow();
    var gpus = (int) number("gpus", 1);
    var args = new LinkedHashMap<String, String>(recipeArgs(engine.engine(), gpus));
    args.putAll(flags(root.path("args")));
    flags(root.path("wishes").path("args")).forEach(args::put);
    return new Candidate(
        text("recipe", "case"),
        Recipe.Origin.CURATED,
        Candidate.Source.KEPT,
        model,
        checkpoint,
        catalog.accelerator(text("hardware", "MI300X")).orElseThrow(),
        gpus,
        engine,
        args,
        flags(root.path("env")),
        settings(gpus),
        "",
        List.of());
  }

  private Model withTask(Model m) {
    var task = Model.Task.valueOf(text("task", m.task().name()));
    return new Model(
        m.id(),
        m.aliases(),
        m.name(),
        m.builder(),
        m.family(),
        m.size(),
        task,
        m.architecture(),
        m.checkpoints(),
        m.parsers(),
        m.licence(),
        m.gated(),
        m.readiness(),
        m.tags(),
        m.description(),
        m.card(),
        m.note(),
        m.unsure(),
        m.sources());
  }

  private EngineVersion engine() {
    var words = text("engine", "").split(" ");
    var engine = Engine.parse(words[0]).orElseThrow();
    return catalog.engine(engine, words[1]).orElseThrow();
  }

  private Map<String, String> recipeArgs(Engine engine, int gpus) {
    if (!root.has("recipe")) {
      return Map.of();
    }
    return catalog.recipes().stream()
        .filter(recipe -> recipe.id().equals(text("recipe", "")))
        .findFirst()
        .map(recipe -> recipe.engines().get(engine))
        .map(columns -> columns.get(gpus))
        .orElseThrow()
        .args();
  }

  private Settings settings(int gpus) {
    var tensor = (int) number("tp", gpus);
    return new Settings(
        tensor,
        (int) number("pp", 1),
        (int) number("dp", 1),
        false,
        tensor,
        Optional.empty(),
        Optional.empty(),
        (int) number("context", 8192),
        (int) number("sequences", 4),
        8192,
        true,
        0.92,
        OptionalLong.empty(),
        true,
        Settings.Extras.NONE);
  }

  LaunchOptions options() {
    var options = root.path("options");
    var base =
        options.path("target").asText("process").equals("container")
            ? LaunchOptions.container()
            : LaunchOptions.process();
    var aliases = new ArrayList<String>();
    options.path("aliases").forEach(alias -> aliases.add(alias.textValue()));
    base =
        base.listen(options.path("host").asText("127.0.0.1"), options.path("port").asInt(0))
            .model(options.path("modelPath").asText(""), options.path("imageModelPath").asText(""))
            .cache(options.path("cache").asText(""), options.path("imageCache").asText(""))
            .image(options.path("image").asText(""))
            .aliases(aliases);
    return options.has("apiKey")
        ? base.apiKey(
            options.path("apiKey").textValue(), options.path("secretsDir").asText("/secrets"))
        : base;
  }

  private String text(String key, String otherwise) {
    return root.path(key).asText(otherwise);
  }

  private double number(String key, double otherwise) {
    return root.path(key).asDouble(otherwise);
  }

  private static Map<String, String> flags(JsonNode node) {
    var flags = new LinkedHashMap<String, String>();
    node.properties()
        .forEach(entry -> {
          var value = entry.getValue();
          flags.put(entry.getKey(), value.isContainerNode() ? value.toString() : value.asText());
        });
    return flags;
  }
}
