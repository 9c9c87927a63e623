package io.aimengine.plan;

import io.aimengine.catalog.Accelerator.Kind;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.Precision;
import java.util.LinkedHashMap;
import java.util.Map;

/// Lays what the manifest says over a candidate: its context, its 16-bit type, its engine flags.
final class Overlay {
  private Overlay() {}

  /// On devices of this size.
  static Candidate on(Candidate candidate, Wanted wanted, double memoryGib) {
    var wishes = wanted.wishes();
    var engine = candidate.engine();
    var over = wishes.args().getOrDefault(engine.engine(), Map.of());
    if (over.isEmpty() && wishes.context().isEmpty() && wishes.precision().isEmpty()) {
      return candidate;
    }
    var wished = new LinkedHashMap<String, String>();
    wishes.context().ifPresent(tokens -> context(candidate, tokens, wished));
    wishes.precision().ifPresent(precision -> dtype(candidate, precision, wished));
    if (wished.isEmpty() && over.isEmpty()) {
      return candidate;
    }
    var args = EngineArgs.merge(engine, EngineArgs.merge(engine, candidate.args(), wished), over);
    if (args.equals(candidate.args())) {
      return candidate;
    }
    var context = EngineArgs.context(engine, candidate.checkpoint(), memoryGib);
    return new Candidate(
        candidate.name(),
        candidate.origin(),
        candidate.source(),
        candidate.model(),
        candidate.checkpoint(),
        candidate.accelerator(),
        candidate.gpuCount(),
        engine,
        args,
        candidate.env(),
        SettingsReader.read(context, args, candidate.env(), candidate.model()),
        candidate.rationale(),
        candidate.evidence());
  }

  private static void context(Candidate candidate, int tokens, Map<String, String> args) {
    switch (candidate.engine().engine()) {
      case VLLM -> args.put("--max-model-len", Integer.toString(tokens));
      case SGLANG -> args.put("--context-length", Integer.toString(tokens));
      case LLAMACPP -> {
        var all = (long) tokens * candidate.settings().maxNumSeqs();
        args.put("--ctx-size", Long.toString(Math.min(all, Integer.MAX_VALUE)));
      }
    }
  }

  /// The two 16-bit types convert into each other while loading.
  private static void dtype(Candidate candidate, Precision wanted, Map<String, String> args) {
    var checkpoint = candidate.checkpoint();
    if (checkpoint.format() == Format.SAFETENSORS
        && candidate.accelerator().kind() == Kind.GPU
        && checkpoint.precision() != wanted
        && checkpoint.precision().bits() == 16
        && wanted.bits() == 16) {
      args.put("--dtype", wanted == Precision.FP16 ? "float16" : "bfloat16");
    }
  }
}
