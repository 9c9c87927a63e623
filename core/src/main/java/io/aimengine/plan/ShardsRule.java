package io.aimengine.plan;

import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.Precision;
import java.util.Optional;

/// Feed-forward layers cut evenly, and at block borders where the checkpoint has blocks. Experts
/// are not cut with expert parallelism, and the few dense layers of their models are not held to
/// blocks; MXFP4 shards are padded by the engines; the vocabulary is padded, so it is never an
/// objection.
record ShardsRule() implements Rule {
  @Override
  public String name() {
    return "feed-forward layers and their blocks divide";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var arch = candidate.model().architecture();
    var settings = candidate.settings();
    var experts = arch.experts();
    if (experts.isPresent() && !settings.expertParallel()) {
      var width = experts.get().intermediate();
      var found =
          cut("expert width", width, settings.expertShards(), block(candidate.checkpoint()));
      if (found.isPresent()) {
        return found;
      }
    }
    var dense = experts.isPresent() ? 1 : block(candidate.checkpoint());
    return arch.intermediate() > 0
        ? cut("intermediate size", arch.intermediate(), settings.tensorParallel(), dense)
        : Optional.empty();
  }

  /// The block that shards must respect, 1 for none.
  private static int block(Checkpoint checkpoint) {
    var padded = checkpoint.precision() == Precision.FP4 || checkpoint.format() == Format.GGUF;
    return padded ? 1 : Math.max(1, checkpoint.blockSize());
  }

  private static Optional<Objection> cut(String what, int width, int shards, int block) {
    if (width % shards != 0) {
      return Optional.of(
          new Objection(
              "shards.intermediate", what + " " + width + " does not divide by " + shards));
    }
    if (shards > 1 && (width / shards) % block != 0) {
      return Optional.of(
          new Objection(
              "shards.blocks",
              what
                  + " "
                  + width
                  + " cut "
                  + shards
                  + " ways gives "
                  + width / shards
                  + ", not a multiple of the checkpoint's block of "
                  + block));
    }
    return Optional.empty();
  }
}
