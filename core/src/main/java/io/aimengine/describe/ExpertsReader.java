package io.aimengine.describe;

import io.aimengine.catalog.Experts;
import java.util.Optional;

/// The mixture of experts that a config.json describes, in any of the spellings in use.
final class ExpertsReader {
  private final Configuration config;

  ExpertsReader(Configuration config) {
    this.config = config;
  }

  Optional<Experts> experts() {
    var count =
        config.number(
            "n_routed_experts",
            "num_local_experts",
            "num_experts",
            "moe_num_experts",
            "num_moe_experts");
    if (count.isEmpty() || count.get() < 2) {
      return Optional.empty();
    }
    var width =
        config.number("moe_intermediate_size", "expert_ffn_hidden_size", "intermediate_size");
    return width.map(w ->
        new Experts(
            count.get(),
            Math.min(count.get(), perToken()),
            shared(w),
            w,
            config.number(0, "first_k_dense_replace", "moe_layer_start_index"),
            every()));
  }

  private int perToken() {
    return config.number(
        1,
        "num_experts_per_tok",
        "num_experts_per_token",
        "experts_per_token",
        "moe_topk",
        "moe_k",
        "top_k_experts");
  }

  /// Some say how many, some how wide they are together.
  private int shared(int width) {
    var count = config.number("n_shared_experts", "num_shared_experts", "moe_num_shared_experts");
    if (count.isPresent()) {
      return count.get();
    }
    return config
        .number("shared_expert_intermediate_size", "shared_intermediate_size")
        .map(together -> Math.max(1, together / width))
        .orElse(config.family().number("shared_experts", 0));
  }

  private int every() {
    return config.number(
        1,
        "interleave_moe_layer_step",
        "decoder_sparse_step",
        "moe_layer_freq",
        "expert_layer_period",
        "moe_layer_interval");
  }
}
