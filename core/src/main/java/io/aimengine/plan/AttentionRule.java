package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Flag;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `--attention-backend` of vLLM runs on the platform and knows the model's kind of attention. Its
/// parser takes every backend of every platform; the model's first layer refuses the wrong one when
/// the weights are about to be loaded (`get_attn_backend_cls` of vllm/platforms/rocm.py).
record AttentionRule() implements Rule {
  private static final String FLAG = "--attention-backend";

  /// Of other makers: FlashInfer is a package for CUDA; CUTLASS, TokenSpeed and B12X want compute
  /// capability 10 or 12 (`supports_compute_capability`); the rest is for Intel and processors.
  private static final List<String> FOREIGN =
      List.of(
          "FLASHINFER", "TRITON_FLASHINFER", "CUTLASS", "TOKENSPEED", "B12X", "XPU", "AMX", "CPU");

  /// Without latent attention (`is_mla` is false), and for no one model.
  private static final Set<String> NOT_LATENT =
      Set.of(
          "FLASH_ATTN",
          "FLEX_ATTENTION",
          "ROCM_ATTN",
          "ROCM_AITER_FA",
          "ROCM_AITER_UNIFIED_ATTN",
          "ROCM_SEGMENTED_ATTN",
          "TRITON_ATTN");

  @Override
  public String name() {
    return "the attention backend suits GPU and model";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var engine = candidate.engine();
    return engine.engine() == Engine.VLLM && engine.platform() == Platform.ROCM
        ? named(engine, candidate.args()).flatMap(backend -> judge(candidate, backend))
        : Optional.empty();
  }

  private static Optional<String> named(EngineVersion engine, Map<String, String> args) {
    return args.entrySet().stream()
        .filter(arg ->
            engine.flags().find(arg.getKey()).map(Flag::name).filter(FLAG::equals).isPresent())
        .map(arg -> arg.getValue().strip().toUpperCase(Locale.ROOT))
        .findFirst();
  }

  private static Optional<Objection> judge(Candidate candidate, String backend) {
    if (FOREIGN.stream().anyMatch(backend::startsWith)) {
      return objection("%s %s is not for AMD GPUs".formatted(FLAG, backend));
    }
    var model = candidate.model();
    var latent =
        model.architecture().attention().stream().anyMatch(Attention.Latent.class::isInstance)
            && !candidate.env().getOrDefault("VLLM_MLA_DISABLE", "0").equals("1");
    if (latent && NOT_LATENT.contains(backend)) {
      return objection(
          "%s %s does not have the latent attention (MLA) of %s"
              .formatted(FLAG, backend, model.id()));
    }
    return !latent && backend.contains("MLA")
        ? objection(
            "%s %s is for latent attention (MLA), which %s is not served with"
                .formatted(FLAG, backend, model.id()))
        : Optional.empty();
  }

  private static Optional<Objection> objection(String message) {
    return Optional.of(new Objection("attention.backend", message));
  }
}
