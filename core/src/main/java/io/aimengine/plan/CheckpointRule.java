package io.aimengine.plan;

import java.util.Optional;

/// The weights of the repository that the manifest names, unless it asks for another precision; on
/// a CPU a GGUF conversion may stand in.
record CheckpointRule() implements Rule {
  @Override
  public String name() {
    return "the weights that the manifest names";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var checkpoint = candidate.checkpoint();
    return Checkpoints.objection(
            checkpoint, situation.named(), situation.wishes(), candidate.accelerator())
        .map(why ->
            new Objection(
                "checkpoint.other",
                "serves " + checkpoint.id() + " (" + checkpoint.precision().id() + "); " + why));
  }
}
