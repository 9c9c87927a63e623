package io.aimengine.plan;

import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.Optional;

/// The engine reads the checkpoint's file format and quantisation on this device family.
record QuantizationRule() implements Rule {
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
    var known = engine.quantizations().get(candidate.accelerator().gfx());
    if (known == null || known.contains(checkpoint.quantization())) {
      return Optional.empty();
    }
    return Optional.of(
        new Objection(
            "engine.quantization",
            engine.label()
                + " does not read "
                + checkpoint.quantization()
                + " weights on "
                + candidate.accelerator().gfx()
                + " ("
                + checkpoint.id()
                + ")"));
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
