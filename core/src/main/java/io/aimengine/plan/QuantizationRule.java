package io.aimengine.plan;

import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The engine reads the checkpoint's file format and quantisation on this device family, and
/// `--quantization` names what the weights have or can be given while they are loaded.
record QuantizationRule() implements Rule {
  /// What reads a configuration that was stored with the weights (`get_quant_config` of vLLM's
  /// `weight_utils`, which SGLang has too).
  private static final Set<String> STORED =
      Set.of(
          "awq",
          "auto_awq",
          "awq_marlin",
          "gptq",
          "auto_gptq",
          "gptq_marlin",
          "moe_wna16",
          "compressed-tensors",
          "auto-round",
          "inc");

  /// The same under another name (vLLM's `override_quantization_method`).
  private static final Map<String, Set<String>> ALSO =
      Map.of(
          "awq", Set.of("auto_awq", "awq_marlin"),
          "gptq", Set.of("auto_gptq", "gptq_marlin"),
          "mxfp4", Set.of("gpt_oss_mxfp4"),
          "fp8", Set.of("deepseek_v4_fp8"));

  @Override
  public String name() {
    return "the engine reads the format and the quantisation";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var engine = candidate.engine();
    var checkpoint = candidate.checkpoint();
    var gguf = checkpoint.format() == Format.GGUF;
    if (gguf != (engine.engine() == Engine.LLAMACPP)) {
      return Optional.of(new Objection("engine.format", format(candidate, gguf)));
    }
    return reads(candidate).or(() -> flag(candidate));
  }

  /// `--quantization` that the weights contradict, or that vLLM's build for the GPU does not take
  /// (`verify_quantization`).
  private static Optional<Objection> flag(Candidate candidate) {
    var asked = candidate.settings().quantization().orElse("");
    if (asked.isEmpty()) {
      return Optional.empty();
    }
    var stored = candidate.checkpoint().quantization();
    var wrong =
        stored.equals("none")
            ? STORED.contains(asked)
            : !asked.equals(stored)
                && !stored.startsWith(asked + "_")
                && !asked.startsWith(stored + "_")
                && !ALSO.getOrDefault(stored, Set.of()).contains(asked);
    if (wrong) {
      var whose = candidate.checkpoint().id();
      var have = stored.equals("none") ? "not quantised" : stored;
      return flag("--quantization %s, but the weights of %s are %s".formatted(asked, whose, have));
    }
    var engine = candidate.engine();
    var gfx = candidate.accelerator().gfx();
    var taken = engine.quantizations().getOrDefault(gfx, Set.of(asked));
    return engine.engine() == Engine.VLLM
            && taken.stream().noneMatch(n -> n.equals(asked) || n.startsWith(asked + "/"))
        ? flag("%s does not take --quantization %s on %s".formatted(engine.label(), asked, gfx))
        : Optional.empty();
  }

  private static Optional<Objection> flag(String message) {
    return Optional.of(new Objection("quantization.flag", message));
  }

  private static Optional<Objection> reads(Candidate candidate) {
    var engine = candidate.engine();
    var checkpoint = candidate.checkpoint();
    var gfx = candidate.accelerator().gfx();
    if (!engine.quantizations().containsKey(gfx)
        || engine.loads(gfx, checkpoint.quantization(), checkpoint.precision())) {
      return Optional.empty();
    }
    return Optional.of(
        new Objection(
            "engine.quantization",
            engine.label()
                + " does not read "
                + scheme(engine, checkpoint, gfx)
                + " weights on "
                + gfx
                + " ("
                + checkpoint.id()
                + ")"));
  }

  /// The method, and the precision where another one of the same method would do.
  private static String scheme(EngineVersion engine, Checkpoint checkpoint, String gfx) {
    var method = checkpoint.quantization();
    var others =
        engine.quantizations().getOrDefault(gfx, Set.of()).stream()
            .anyMatch(n -> n.startsWith(method + "/"));
    return others ? method + " " + checkpoint.precision().id() : method;
  }

  private static String format(Candidate candidate, boolean gguf) {
    var engine = candidate.engine().label();
    return gguf
        ? engine + " reads safetensors, " + candidate.checkpoint().id() + " is GGUF"
        : engine
            + " reads GGUF only and the catalog has no GGUF conversion of "
            + candidate.model().id();
  }
}
