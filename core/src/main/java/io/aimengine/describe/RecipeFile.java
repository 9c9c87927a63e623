package io.aimengine.describe;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.GeneratedRecipe;
import io.aimengine.plan.Objection;
import io.aimengine.plan.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes a generated recipe that serves as a file: its columns, and the working as comments:
/// weights, KV cache per token, what is left, and why the other GPU counts are off.
public final class RecipeFile {
  private final GeneratedRecipe recipe;
  private final Function<Candidate, Map<String, String>> environment;
  private final YamlText out = new YamlText();

  private RecipeFile(GeneratedRecipe recipe, Function<Candidate, Map<String, String>> environment) {
    this.recipe = recipe;
    this.environment = environment;
  }

  /// `recipes/qwen3-32b/generated-qwen3-32b-mi300x-bf16.yaml`.
  public static String path(GeneratedRecipe recipe) {
    return "recipes/" + ModelFile.stem(recipe.model()) + "/" + recipe.id() + ".yaml";
  }

  /// `environment` are the variables that a launch of a candidate sets for its hardware.
  public static String text(
      GeneratedRecipe recipe, Function<Candidate, Map<String, String>> environment) {
    return new RecipeFile(recipe, environment).text();
  }

  private String text() {
    out.comment(
        "Computed by `aim-engine generate recipe`, never run. Memory figures are estimates per GPU"
            + " (docs/memory-model.md).");
    out.field("recipe_id", recipe.id())
        .field("model_id", recipe.model().id())
        .field("huggingface_id", recipe.checkpoint().id())
        .field("hardware", recipe.accelerator().name())
        .field("precision", recipe.checkpoint().precision().id())
        .field("origin", "generated")
        .field("rationale", rationale());
    versions();
    for (var engine : Engine.values()) {
      var verdicts = recipe.of(engine);
      if (!verdicts.isEmpty()) {
        engine(engine, verdicts);
      }
    }
    return out.text();
  }

  private void versions() {
    var versions = new TreeMap<String, String>();
    recipe
        .verdicts()
        .forEach(v -> {
          var engine = v.candidate().engine();
          versions.put(engine.engine().id(), engine.version());
        });
    out.line(
        "engine_versions: {"
            + versions.entrySet().stream()
                .map(e -> e.getKey() + ": \"" + e.getValue() + "\"")
                .collect(Collectors.joining(", "))
            + "}");
  }

  private String rationale() {
    var counts =
        recipe.verdicts().stream()
            .filter(Verdict::accepted)
            .map(v -> v.candidate().gpuCount())
            .distinct()
            .sorted()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    if (recipe.accelerator().kind() == Accelerator.Kind.CPU) {
      return "computed, never run, for a machine of "
          + Math.round(recipe.verdicts().getFirst().memory().perGpuGib())
          + " GiB: context and requests at once are what usually serves";
    }
    return "computed, never run: "
        + counts
        + (counts.equals("1") ? " GPU serves" : " GPUs serve")
        + " by the estimate; context, sequences and"
        + " batched tokens come from the memory that is left";
  }

  private void engine(Engine engine, List<Verdict> verdicts) {
    out.line(engine.id() + "_serve:");
    var others = new LinkedHashMap<String, List<Integer>>();
    var written = 0;
    for (var verdict : verdicts) {
      var count = verdict.candidate().gpuCount();
      if (verdict.accepted()) {
        enabled(verdict);
        written++;
      } else if (usual(count)) {
        disabled(count, verdict.objections());
        written++;
      } else {
        others
            .computeIfAbsent(verdict.objections().getFirst().message(), _ -> new ArrayList<>())
            .add(count);
      }
    }
    others.forEach((why, counts) ->
        out.comment(
            "  ",
            counts.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + " GPUs: "
                + why));
    if (written == 0) {
      disabled(verdicts.getFirst().candidate().gpuCount(), verdicts.getFirst().objections());
    }
  }

  private static boolean usual(int count) {
    return Integer.bitCount(count) == 1;
  }

  private void enabled(Verdict verdict) {
    var candidate = verdict.candidate();
    out.line("  " + candidate.gpuCount() + "_gpu:").comment("    ", working(verdict));
    out.field("    enabled", true).line("    args:");
    candidate
        .args()
        .forEach((flag, value) ->
            out.line(
                "      "
                    + flag
                    + ": "
                    + (value.isEmpty() ? "true" : "\"" + escaped(value) + "\"")));
    var env = new TreeMap<>(environment.apply(candidate));
    env.putAll(candidate.env());
    if (!env.isEmpty()) {
      out.line(
          "    env: {"
              + env.entrySet().stream()
                  .map(e -> e.getKey() + ": \"" + escaped(e.getValue()) + "\"")
                  .collect(Collectors.joining(", "))
              + "}");
    }
  }

  private static String escaped(String value) {
    var quoted = YamlText.quoted("\n" + value);
    return quoted.substring(3, quoted.length() - 1);
  }

  private void disabled(int count, List<Objection> objections) {
    out.line("  " + count + "_gpu:")
        .field("    enabled", false)
        .field(
            "    why",
            objections.stream().map(Objection::message).collect(Collectors.joining("; ")));
  }

  private static String working(Verdict verdict) {
    var memory = verdict.memory();
    var terms =
        memory.terms().stream()
            .map(t -> String.format(Locale.ROOT, "%s %.1f", t.part().words(), t.typical()))
            .collect(Collectors.joining(", "));
    var left =
        String.format(
            Locale.ROOT,
            "%s: %.1f GiB taken of %.0f: %s; %.1f (%.1f to %.1f) left",
            memory.outcome().words(),
            memory.usableGib(),
            memory.perGpuGib(),
            terms,
            memory.kvCacheGib(),
            memory.kvCache().least(),
            memory.kvCache().most());
    if (!memory.caches()) {
      return left + "; no KV cache: an encoder's requests leave nothing behind";
    }
    return String.format(
        Locale.ROOT,
        "%s for KV at %.1f KiB a token and GPU: %,d tokens, %.1f GiB for one full request",
        left,
        memory.kvBytesPerToken() / 1024,
        memory.concurrentTokens(),
        memory.requestKvGib());
  }

  /// How several nodes would serve what one does not, where they would.
  public static Optional<String> pastOneNode(GeneratedRecipe recipe) {
    return recipe.beyond().map(RecipeFile::pastOneNode);
  }

  private static String pastOneNode(Verdict verdict) {
    var candidate = verdict.candidate();
    var nodes = candidate.settings().pipelineParallel();
    var flags =
        candidate.args().entrySet().stream()
            .map(flag -> (flag.getKey() + " " + flag.getValue()).strip())
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT,
        "Past one node: %d nodes of 8 by pipeline parallelism would serve, %.1f GiB of weights and"
            + " %.1f of KV cache a GPU (an estimate). This product starts one node only; by hand, on"
            + " each node, with %s: %s --nnodes %d --node-rank RANK --master-addr FIRST",
        nodes,
        verdict.memory().weightsGib(),
        verdict.memory().kvCacheGib(),
        candidate.engine().label(),
        flags,
        nodes);
  }
}
