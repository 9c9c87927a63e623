package io.aimengine.cli;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.plan.InventoryReader;
import io.aimengine.plan.Objection;
import io.aimengine.plan.Planner;
import io.aimengine.plan.Verdict;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Wishes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The text of a recipe to go on with by hand, each key explained. Where model and hardware are
/// known its values are the planner's, to be measured; what is not known is a blank in angle
/// brackets. `id` is "" for one made of model, hardware and precision.
record RecipeTemplate(
    Catalog catalog,
    Optional<Model> model,
    Optional<Checkpoint> checkpoint,
    Optional<Accelerator> hardware,
    List<Engine> engines,
    String id) {
  private static final List<Integer> COUNTS = List.of(1, 2, 4, 8);
  private static final Set<String> REQUESTS = Set.of("--max-num-seqs", "--max-running-requests");

  private static final Map<String, String> WHY =
      Map.ofEntries(
          Map.entry("--max-model-len", "longest request, prompt and answer together"),
          Map.entry("--context-length", "longest request, prompt and answer together"),
          Map.entry("--max-num-seqs", "requests at once; more of them share the KV cache"),
          Map.entry("--max-running-requests", "requests at once; more of them share the KV cache"),
          Map.entry(
              "--max-num-batched-tokens",
              "tokens of one step: more is faster to first" + " tokens of many, and takes memory"),
          Map.entry("--chunked-prefill-size", "tokens of one prefill step; more takes memory"),
          Map.entry("--tensor-parallel-size", "shards: the GPU count of this block"),
          Map.entry("--tp-size", "shards: the GPU count of this block"),
          Map.entry("--enable-expert-parallel", "experts stay whole, each GPU holds some"),
          Map.entry("--ep-size", "experts stay whole, each GPU holds some"),
          Map.entry("--kv-cache-dtype", "half the KV cache, for a checkpoint that has its scales"),
          Map.entry("--tool-call-parser", "how this model writes tool calls"),
          Map.entry("--enable-auto-tool-choice", "the model may call tools unasked"),
          Map.entry("--reasoning-parser", "how this model marks its thinking"),
          Map.entry("--enable-metrics", "the figures that `aim-engine status` shows"));

  private static final Map<Engine, List<String>> BLANK_FLAGS =
      Map.of(
          Engine.VLLM,
          List.of("--max-model-len", "--max-num-seqs", "--max-num-batched-tokens"),
          Engine.SGLANG,
          List.of("--context-length", "--max-running-requests", "--chunked-prefill-size"));

  /// Whether nothing is left to fill in.
  boolean complete() {
    return checkpoint.isPresent() && hardware.isPresent();
  }

  String name() {
    return id.isEmpty()
        ? String.join(
                "-",
                model.map(m -> m.id().substring(m.id().lastIndexOf('/') + 1)).orElse("<model>"),
                hardware.map(Accelerator::name).orElse("<hardware>"),
                precision())
            .toLowerCase(Locale.ROOT)
        : id;
  }

  private String precision() {
    return checkpoint.map(c -> c.precision().id()).orElse("<precision>");
  }

  String text() {
    var text = new StringBuilder();
    head(text);
    var verdicts = verdicts();
    for (var engine : engines) {
      text.append('\n').append(engine.id()).append("_serve:\n");
      if (complete()) {
        computed(text, engine, verdicts.getOrDefault(engine, new TreeMap<>()));
      } else {
        blank(text, engine);
      }
    }
    return text.toString();
  }

  private void head(StringBuilder text) {
    var known = complete();
    text.append(
        """
        # A recipe: how one model is served on one accelerator, for each engine and GPU count.
        # %s
        # Check it:  aim-engine validate FILE       (--fix repairs what is certain)
        # Try it:    aim-engine plan %s --recipe FILE --hardware 8x%s

        # The file's name without .yaml: {model}-{hardware}-{precision}
        recipe_id: %s
        # The model as manifests name it: aim-engine list models
        model_id: %s
        # The repository whose weights are loaded; a quantised one has its own
        huggingface_id: %s
        # aim-engine list accelerators
        hardware: %s
        # What the weights are stored in: bf16, fp16, fp8, int8, int4, fp4
        precision: %s
        # tested: a run is attached as evidence; published: somebody's figures are; curated: the
        # rationale says why; generated: computed, never run
        origin: %s
        rationale: >-
          %s
        # Versions whose parsers know these flags; a range is ">=0.32,<0.34"
        engine_versions: {%s}
        # After a run of your own, with origin: tested
        # evidence:
        #   - {gpu_count: 1, engine: vllm, engine_version: "…", input_tokens: 1024, output_tokens: 1024,
        #      concurrency: 64, tokens_per_second: 0, source: "who measured it, where, when"}
        """
            .formatted(
                known
                    ? "Its values are the planner's estimates, never run: measure before you trust"
                        + " them."
                    : "Fill in what stands in <angle brackets>.",
                model.map(Model::id).orElse("MODEL"),
                hardware.map(Accelerator::name).orElse("MI300X"),
                name(),
                model.map(Model::id).orElse("<org/model>"),
                checkpoint.map(Checkpoint::id).orElse("<org/model>"),
                hardware.map(Accelerator::name).orElse("<hardware>"),
                precision(),
                ListFilters.id(known ? Origin.GENERATED : Origin.CURATED),
                known
                    ? "computed by the planner, never run: context, sequences and batched tokens come"
                        + " from the memory that the weights leave"
                    : "<why these values: what fits, what you measured, what it costs>",
                versions()));
  }

  private String versions() {
    return engines.stream()
        .flatMap(engine -> newest(engine).stream())
        .map(version -> version.engine().id() + ": \"" + version.version() + "\"")
        .collect(Collectors.joining(", "));
  }

  private Optional<EngineVersion> newest(Engine engine) {
    return catalog.engines().stream()
        .filter(version -> version.engine() == engine && version.platform() == Platform.ROCM)
        .findFirst();
  }

  /// What the rules say of each engine and GPU count.
  private Map<Engine, TreeMap<Integer, Verdict>> verdicts() {
    var all = new TreeMap<Engine, TreeMap<Integer, Verdict>>();
    if (model.isEmpty() || checkpoint.isEmpty() || hardware.isEmpty()) {
      return all;
    }
    var inventory = InventoryReader.shorthand("8x" + hardware.get().name(), catalog).inventory();
    var wishes = Wishes.none().withPrecision(checkpoint.get().precision()).withEngines(engines);
    var spec = EndpointSpec.ofModel(checkpoint.get().id()).withWishes(wishes);
    for (var verdict : new Planner(catalog).verdicts(spec, inventory)) {
      var candidate = verdict.candidate();
      if (candidate.origin() == Origin.GENERATED
          && candidate.checkpoint().equals(checkpoint.get())) {
        all.computeIfAbsent(candidate.engine().engine(), _ -> new TreeMap<>())
            .put(candidate.gpuCount(), verdict);
      }
    }
    return all;
  }

  private static void computed(StringBuilder text, Engine engine, Map<Integer, Verdict> verdicts) {
    for (var count : COUNTS) {
      var verdict = verdicts.get(count);
      text.append("  ").append(count).append("_gpu:\n");
      if (verdict != null && verdict.accepted()) {
        enabled(text, verdict);
      } else {
        var why =
            verdict == null
                ? engine.id() + " was not judged on " + count + " GPUs"
                : verdict.objections().stream()
                    .map(Objection::message)
                    .collect(Collectors.joining("; "));
        text.append("    enabled: false\n    why: ").append(quoted(why)).append('\n');
      }
    }
  }

  private static void enabled(StringBuilder text, Verdict verdict) {
    var memory = verdict.memory();
    text.append(
        String.format(
            Locale.ROOT,
            "    # estimate for each GPU: %.1f GiB of weights leave %.1f GiB of KV cache, %,d tokens\n",
            memory.weightsGib(),
            memory.kvCacheGib(),
            memory.concurrentTokens()));
    text.append("    enabled: true\n    args:\n");
    verdict
        .candidate()
        .args()
        .forEach((flag, value) -> {
          var line = "      " + flag + ": " + (value.isEmpty() ? "true" : quoted(value));
          text.append(commented(line, flag));
        });
    if (!verdict.candidate().env().isEmpty()) {
      text.append("    env:\n");
      verdict
          .candidate()
          .env()
          .forEach((name, value) -> text.append("      " + name + ": " + quoted(value) + "\n"));
    }
  }

  private static void blank(StringBuilder text, Engine engine) {
    text.append("  1_gpu:\n    enabled: true\n    args:\n");
    BLANK_FLAGS
        .getOrDefault(engine, List.of())
        .forEach(flag ->
            text.append(
                commented(
                    "      " + flag + (REQUESTS.contains(flag) ? ": <requests>" : ": <tokens>"),
                    flag)));
    text.append("  2_gpu:\n    enabled: false\n    why: \"not measured yet\"\n");
  }

  private static String commented(String line, String flag) {
    var why = WHY.get(flag);
    return (why == null ? line : line + "  # " + why) + "\n";
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
