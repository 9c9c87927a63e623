package io.aimengine.plan;

import io.aimengine.catalog.Accelerator.Support;
import io.aimengine.catalog.Checkpoint.Format;
import java.util.Optional;

/// The accelerator can serve the checkpoint's precision, in hardware or by unpacking.
record PrecisionRule() implements Rule {
  @Override
  public String name() {
    return "the accelerator serves the precision";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var accelerator = candidate.accelerator();
    var precision = candidate.checkpoint().precision();
    if (candidate.checkpoint().format() == Format.GGUF
        || accelerator.support(precision) != Support.NONE) {
      return Optional.empty();
    }
    return Optional.of(
        new Objection(
            "precision.unsupported",
            candidate.checkpoint().id()
                + " is "
                + precision.id()
                + ", which "
                + accelerator.name()
                + " ("
                + accelerator.gfx()
                + ") cannot serve"));
  }
}
