package io.aimengine.describe;

import java.util.Optional;

/// The longest context as vLLM derives it (`_get_and_verify_max_len`): YaRN stretches the original
/// length by its factor; other kinds of rope scaling are in `max_position_embeddings` already.
final class ContextLength {
  private final Configuration config;
  private final Notes notes;

  ContextLength(Configuration config, Notes notes) {
    this.config = config;
    this.notes = notes;
  }

  Optional<Integer> tokens() {
    var scaling = config.get("rope_scaling", "rope_parameters");
    var kind = scaling.path("rope_type").asText(scaling.path("type").asText(""));
    var factor = scaling.path("factor").asDouble(1);
    var original = scaling.path("original_max_position_embeddings").asInt(0);
    if (kind.equals("yarn") && original > 0 && factor >= 1) {
      return Optional.of((int) Math.min(Integer.MAX_VALUE, Math.round(original * factor)));
    }
    if ((kind.equals("linear") || kind.equals("dynamic")) && !config.family().known()) {
      notes.unsure("architecture.context_length", kind + " rope scaling is not counted");
    }
    var longest = config.number("model_max_length");
    return longest.isPresent()
        ? longest
        : config.number(
            "max_position_embeddings",
            "n_positions",
            "max_seq_len",
            "seq_length",
            "max_sequence_length",
            "n_ctx",
            "max_trained_positions");
  }
}
