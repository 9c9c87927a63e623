package io.aimengine.plan;

import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.catalog.EngineVersion.Engine;
import java.util.Optional;
import java.util.Set;

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
