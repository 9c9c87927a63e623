package io.aimengine.plan;

import io.aimengine.catalog.Accelerator.Kind;
import java.util.Optional;

/// The number of GPUs that the manifest asks for.
record GpuCountWish() implements Rule {
  @Override
  public String name() {
    return "the number of GPUs that the manifest asks for";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var wanted = situation.wishes().gpuCount();
    var gpus = candidate.accelerator().kind() == Kind.CPU ? 0 : candidate.gpuCount();
    if (wanted.isEmpty() || wanted.getAsInt() == gpus) {
      return Optional.empty();
    }
    return Optional.of(
        new Objection(
            "wish.gpu-count",
            "takes "
                + (gpus == 0 ? "no GPU" : Integer.toString(gpus))
                + ", the manifest asks for "
                + wanted.getAsInt()
                + (wanted.getAsInt() == 1 ? " GPU" : " GPUs")));
  }
}
