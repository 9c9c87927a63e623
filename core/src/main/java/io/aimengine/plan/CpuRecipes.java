package io.aimengine.plan;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Model.Task;
import io.aimengine.spec.Goal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Generated recipes for processors: llama.cpp, and vLLM where the manifest asks for it.
final class CpuRecipes {
  /// A longer context has to be asked for: llama.cpp takes the memory of all of it when it starts.
  private static final int LONGEST_UNASKED = 8192;

  private static final int SHORTEST = 512;
  private static final int SLOTS = 4;
  private static final int MOST_KV_GIB = 40;

  private CpuRecipes() {}

  static Candidate llamacpp(Generation generation) {
    var slots = generation.wishes().goal() == Goal.LATENCY ? 1 : SLOTS;
    var context = unasked(generation);
    var args = llamaArgs(generation, slots, context);
    while (!fits(generation, args) && slots > 1) {
      slots /= 2;
      args = llamaArgs(generation, slots, context);
    }
    while (!fits(generation, args)
        && context > SHORTEST
        && generation.wishes().context().isEmpty()) {
      context /= 2;
      args = llamaArgs(generation, slots, context);
    }
    var why =
        String.format(
            Locale.ROOT,
            "computed, never run: %d requests at once of %,d tokens each",
            slots,
            context);
    return RecipeGenerator.candidate(generation, args, Map.of(), why);
  }

  private static Map<String, String> llamaArgs(Generation generation, int slots, int context) {
    var args = new LinkedHashMap<String, String>();
    args.put("--ctx-size", Long.toString(Math.min((long) slots * context, Integer.MAX_VALUE)));
    args.put("--parallel", Integer.toString(slots));
    if (generation.site().cpus() > 0) {
      args.put("--threads", Integer.toString(generation.site().cpus()));
    }
    switch (generation.model().task()) {
      case TEXT_GENERATION -> {}
      case EMBEDDING -> args.put("--embedding", "");
      case RERANK -> args.put("--reranking", "");
    }
    return args;
  }

  /// vLLM takes a fixed KV cache on processors: four requests of the full context where they fit.
  static Candidate vllm(Generation generation) {
    var context = unasked(generation);
    var args = new LinkedHashMap<String, String>();
    args.put("--max-model-len", Integer.toString(context));
    if (generation.model().task() == Task.TEXT_GENERATION) {
      args.put("--max-num-seqs", generation.wishes().goal() == Goal.LATENCY ? "8" : "64");
    }
    args.putAll(ParserFlags.of(generation.model(), Engine.VLLM));
    var free = MemoryModel.estimate(generation.inputs(generation.read(args, Map.of())));
    var wanted = Math.ceil(4 * free.requestKvGib());
    var gib = (int) Math.clamp(Math.min(wanted, free.kvCacheGib()), 1, MOST_KV_GIB);
    var env = Map.of("VLLM_CPU_KVCACHE_SPACE", Integer.toString(gib));
    var why =
        String.format(
            Locale.ROOT, "computed, never run: %d GiB KV cache, context %,d", gib, context);
    return RecipeGenerator.candidate(generation, args, env, why);
  }

  private static boolean fits(Generation generation, Map<String, String> args) {
    return MemoryModel.estimate(generation.inputs(generation.read(args, Map.of()))).fits();
  }

  private static int unasked(Generation generation) {
    var model = generation.model().architecture().context();
    return generation.wishes().context().orElse(Math.min(model, LONGEST_UNASKED));
  }
}
