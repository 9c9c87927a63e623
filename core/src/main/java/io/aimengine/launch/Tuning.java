package io.aimengine.launch;

import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.plan.Candidate;
import io.aimengine.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Environment variables that an engine version or a library under it reads and that a launch sets
/// by itself. Each is explained in `docs/reference/engine-flags.md`.
public final class Tuning {
  private Tuning() {}

  private static final Set<String> AITER = Set.of("gfx942", "gfx950");

  /// One variable, where it is set (in words, and as a test), and why.
  record Variable(String name, String value, String where, Predicate<Candidate> when, String why) {}

  static final List<Variable> VARIABLES =
      List.of(
          new Variable(
              "VLLM_ROCM_USE_AITER",
              "1",
              "vLLM on gfx942 and gfx950",
              c -> isRocm(c, Engine.VLLM) && AITER.contains(c.accelerator().gfx()),
              "AMD's tuned kernels; off by default, and they know gfx942 and gfx950 only"),
          new Variable(
              "SGLANG_USE_AITER",
              "1",
              "SGLang on gfx942 and gfx950",
              c -> isRocm(c, Engine.SGLANG) && AITER.contains(c.accelerator().gfx()),
              "AMD's tuned kernels; off by default outside SGLang's own images"),
          new Variable(
              "HIP_FORCE_DEV_KERNARG",
              "1",
              "gfx942 and gfx950",
              c -> isGpu(c) && AITER.contains(c.accelerator().gfx()),
              "the HIP runtime keeps kernel arguments in device memory: each launch starts sooner"),
          new Variable(
              "HSA_NO_SCRATCH_RECLAIM",
              "1",
              "gfx942 and gfx950",
              c -> isGpu(c) && AITER.contains(c.accelerator().gfx()),
              "the HSA runtime keeps scratch memory instead of giving it back between kernels"),
          new Variable(
              "NCCL_MIN_NCHANNELS",
              "112",
              "8 x MI300X",
              c -> isGpu(c) && c.accelerator().name().equals("MI300X") && c.gpuCount() == 8,
              "RCCL fills the links of a whole MI300X node; of no use on fewer GPUs"),
          new Variable(
              "VLLM_NO_USAGE_STATS",
              "1",
              "vLLM",
              c -> c.engine().engine() == Engine.VLLM,
              "an endpoint reports nothing to others"),
          new Variable(
              "HF_HUB_DISABLE_TELEMETRY",
              "1",
              "vLLM and SGLang",
              c -> c.engine().engine() != Engine.LLAMACPP,
              "an endpoint reports nothing to others"));

  /// Why a launch sets a variable by itself; empty for one that it does not.
  public static Optional<String> why(String name) {
    return VARIABLES.stream().filter(v -> v.name().equals(name)).map(Variable::why).findFirst();
  }

  /// Whether a launch of this candidate sets a variable by itself.
  public static boolean sets(String name, Candidate candidate) {
    return VARIABLES.stream().anyMatch(v -> v.name().equals(name) && v.when().test(candidate));
  }

  /// The variables of a plan, in the order of the table.
  static Map<String, String> of(Plan plan) {
    var env = new LinkedHashMap<String, String>();
    for (var variable : VARIABLES) {
      if (variable.when().test(plan.candidate())) {
        env.put(variable.name(), variable.value());
      }
    }
    if (isCpu(plan.candidate().engine())) {
      // whole GiB; the CPU build sizes its KV cache by this and by nothing else
      var gib = Math.max(1, (long) Math.floor(plan.memory().kvCacheGib()));
      env.put("VLLM_CPU_KVCACHE_SPACE", Long.toString(gib));
    }
    return env;
  }

  /// Those that are there for the GPU's sake.
  static Map<String, String> hardware(Candidate candidate) {
    var env = new LinkedHashMap<String, String>();
    for (var variable : VARIABLES) {
      if (isGpu(candidate)
          && variable.where().matches(".*(gfx|MI[0-9]).*")
          && variable.when().test(candidate)) {
        env.put(variable.name(), variable.value());
      }
    }
    return env;
  }

  private static boolean isCpu(EngineVersion engine) {
    return engine.engine() == Engine.VLLM && engine.platform() == Platform.CPU;
  }

  private static boolean isGpu(Candidate candidate) {
    return candidate.engine().platform() == Platform.ROCM
        && candidate.engine().engine() != Engine.LLAMACPP;
  }

  private static boolean isRocm(Candidate candidate, Engine engine) {
    return candidate.engine().engine() == engine && candidate.engine().platform() == Platform.ROCM;
  }
}
