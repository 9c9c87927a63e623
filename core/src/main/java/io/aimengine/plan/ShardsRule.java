package io.aimengine.plan;

import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.catalog.Precision;
import java.util.Optional;

/// Feed-forward layers cut evenly, and at block borders where the checkpoint has blocks. Experts
/// are not cut with expert parallelism, and the few dense layers of their models are not held to
/// blocks; MXFP4 shards are padded by the engines; the vocabulary is padded too, but not to the
/// number of ranks.
record ShardsRule() implements Rule {
  /// DEFAULT_VOCAB_PADDING_SIZE of vLLM and SGLang (vocab_parallel_embedding.py), which then assert
  /// that the ranks divide it.
  private static final int VOCABULARY_PADDING = 64;

  @Override
  public String name() {
    return "feed-forward layers, their blocks and the vocabulary divide";
  }

  @Override
  public Optional<Objection> judge(Candidate candidate, Situation situation) {
    var arch = candidate.model().architecture();
    var settings = candidate.settings();
    var experts = arch.experts();
    if (experts.isPresent() && !settings.expertParallel()) {
      var width = experts.get().intermediate();
      var uneven =
          cut("expert width", width, settings.expertShards(), block(candidate.checkpoint()));
      if (uneven.isPresent()) {
        return uneven;
      }
    }
    var dense = experts.isPresent() ? 1 : block(candidate.checkpoint());
    var found =
        arch.intermediate() > 0
            ? cut("intermediate size", arch.intermediate(), settings.tensorParallel(), dense)
            : Optional.<Objection>empty();
    return found.or(() -> vocabulary(arch.vocab(), settings.tensorParallel()));
  }

  private static Optional<Objection> vocabulary(int vocabulary, int ranks) {
    var padded = Math.ceilDiv(vocabulary, VOCABULARY_PADDING) * (long) VOCABULARY_PADDING;
    return padded % ranks == 0
        ? Optional.empty()
        : Optional.of(
            new Objection(
                "shards.vocabulary",
                "vocabulary "
                    + padded
                    + " (a multiple of "
                    + VOCABULARY_PADDING
                    + ") does not divide by "
                    + ranks));
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
