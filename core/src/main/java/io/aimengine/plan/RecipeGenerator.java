package io.aimengine.plan;

import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Model.Task;
import io.aimengine.catalog.Precision;
import io.aimengine.catalog.Recipe.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Computes how to serve a model where no recipe says so. What it makes passes the same rules as
/// any recipe and never poses as tested.
final class RecipeGenerator {
  private RecipeGenerator() {}

  static Candidate generate(Generation generation) {
    return switch (generation.engine().engine()) {
      case VLLM ->
          generation.engine().platform() == Platform.CPU
              ? CpuRecipes.vllm(generation)
              : vllm(generation);
      case SGLANG -> sglang(generation);
      case LLAMACPP -> CpuRecipes.llamacpp(generation);
    };
  }

  private static Candidate vllm(Generation generation) {
    var base = new LinkedHashMap<String, String>();
    size(base, "--tensor-parallel-size", generation.gpuCount());
    if (needsExpertParallel(generation)) {
      base.put("--enable-expert-parallel", "");
    }
    if (fp8Cache(generation)) {
      base.put("--kv-cache-dtype", "fp8");
    }
    var step = "--max-num-batched-tokens";
    var fit = Fit.of(generation, s -> generation.read(with(base, step, s), Map.of()));
    base.put("--max-model-len", Integer.toString(fit.context()));
    base.put("--max-num-seqs", Integer.toString(fit.sequences()));
    base.put(step, Integer.toString(fit.step()));
    base.putAll(ParserFlags.of(generation.model(), Engine.VLLM));
    return candidate(generation, base, Map.of(), explain(fit));
  }

  private static Candidate sglang(Generation generation) {
    var base = new LinkedHashMap<String, String>();
    size(base, "--tp-size", generation.gpuCount());
    if (needsExpertParallel(generation)) {
      base.put("--ep-size", Integer.toString(generation.gpuCount()));
    }
    if (fp8Cache(generation)) {
      base.put("--kv-cache-dtype", "fp8_e4m3");
    }
    var step = "--chunked-prefill-size";
    var fit = Fit.of(generation, s -> generation.read(with(base, step, s), Map.of()));
    base.put("--context-length", Integer.toString(fit.context()));
    base.put("--max-running-requests", Integer.toString(fit.sequences()));
    base.put(step, Integer.toString(fit.step()));
    if (generation.model().task() == Task.EMBEDDING) {
      base.put("--is-embedding", "");
    }
    base.putAll(ParserFlags.of(generation.model(), Engine.SGLANG));
    base.put("--enable-metrics", "");
    return candidate(generation, base, Map.of(), explain(fit));
  }

  static Candidate candidate(
      Generation g, Map<String, String> args, Map<String, String> env, String rationale) {
    return new Candidate(
        g.name(),
        Origin.GENERATED,
        Candidate.Source.COMPUTED,
        g.model(),
        g.checkpoint(),
        g.accelerator(),
        g.gpuCount(),
        g.engine(),
        args,
        env,
        g.read(args, env),
        rationale,
        List.of());
  }

  /// FP8 keys and values only where the checkpoint carries their scales and the hardware computes
  /// FP8.
  private static boolean fp8Cache(Generation generation) {
    return generation.checkpoint().kvCache().filter(Precision.FP8::equals).isPresent()
        && generation.accelerator().support(Precision.FP8) == Support.NATIVE;
  }

  /// Experts whose width cannot be cut at a block border stay whole, each GPU holding some.
  private static boolean needsExpertParallel(Generation generation) {
    var checkpoint = generation.checkpoint();
    var gpus = generation.gpuCount();
    return gpus > 1
        && checkpoint.format() == Checkpoint.Format.SAFETENSORS
        && checkpoint.precision() != Precision.FP4
        && generation.model().architecture().experts().stream()
            .anyMatch(e ->
                e.intermediate() % gpus != 0
                    || (checkpoint.blockSize() > 1
                        && (e.intermediate() / gpus) % checkpoint.blockSize() != 0));
  }

  private static Map<String, String> with(Map<String, String> base, String flag, int value) {
    var copy = new LinkedHashMap<>(base);
    if (value > 0) {
      copy.put(flag, Integer.toString(value));
    }
    return copy;
  }

  private static void size(Map<String, String> args, String flag, int size) {
    if (size > 1) {
      args.put(flag, Integer.toString(size));
    }
  }

  static String explain(Fit fit) {
    return String.format(
        Locale.ROOT,
        "computed, never run: context %,d, %,d sequences and steps of %,d tokens come from the fit and the goal",
        fit.context(),
        fit.sequences(),
        fit.step());
  }
}
