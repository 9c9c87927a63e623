package io.aimengine.plan;

import java.util.Optional;

/// Tensor, pipeline and data parallelism use exactly the GPUs that the candidate takes.
record GpusUsedRule() implements Rule {
  @Override
  public String name() {
    return "the parallel sizes use every GPU";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var s = candidate.settings();
    if (s.gpus() == candidate.gpuCount()) {
      return Optional.empty();
    }
    return Optional.of(
        new Objection(
            "shards.gpus",
            "tensor "
                + s.tensorParallel()
                + " x pipeline "
                + s.pipelineParallel()
                + " x data "
                + s.dataParallel()
                + " parallel use "
                + s.gpus()
                + " GPUs, the configuration takes "
                + candidate.gpuCount()));
  }
}
