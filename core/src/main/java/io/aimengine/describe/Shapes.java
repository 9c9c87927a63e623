package io.aimengine.describe;

import io.aimengine.catalog.Experts;
import java.util.Optional;

/// Counts weights from the shapes that config.json implies, as the model classes of transformers
/// make them. Exact for the families of `families.yaml`; an estimate for others.
final class Shapes {
  private final Configuration config;
  private final Dimensions size;
  private final Optional<Experts> experts;

  /// The figures of config.json that shapes are made of. `intermediate` is of the dense layers.
  record Dimensions(
      int layers,
      int recurrent,
      int hidden,
      int heads,
      int kvHeads,
      int headDim,
      int intermediate,
      int vocab,
      boolean tied) {}

  Shapes(Configuration config, Dimensions size, Optional<Experts> experts) {
    this.config = config;
    this.size = size;
    this.experts = experts;
  }

  /// All weights of the language model, multi-token prediction layers left out.
  long total() {
    return embeddings()
        + (long) (size.layers() - size.recurrent()) * attention()
        + (long) size.recurrent() * recurrent()
        + (long) size.layers() * config.family().number("norms", 2) * norm()
        + (long) denseLayers() * dense(size.intermediate())
        + (long) expertLayers() * (routed(experts.map(Experts::count).orElse(0)) + besides())
        + norm();
  }

  /// Old families have biases everywhere, in norms and feed-forward parts too.
  private boolean biasedThroughout() {
    return config.family().has("plain_mlp") && config.family().text("bias").equals("all");
  }

  private long norm() {
    return (biasedThroughout() ? 2L : 1L) * size.hidden();
  }

  /// Those that one token passes through.
  long active() {
    var idle = experts.map(e -> e.count() - e.perToken()).orElse(0);
    return total() - (long) expertLayers() * idle * expert();
  }

  private long embeddings() {
    return (long) size.vocab() * size.hidden() * (size.tied() ? 1 : 2);
  }

  private int expertLayers() {
    return experts
        .map(e -> Math.max(0, size.layers() - e.denseLayers()) / Math.max(1, e.every()))
        .orElse(0);
  }

  private int denseLayers() {
    return size.layers() - expertLayers();
  }

  private long attention() {
    return config.number("kv_lora_rank").isPresent() ? latent() : heads();
  }

  private long heads() {
    long hidden = size.hidden();
    long query = (long) size.heads() * size.headDim();
    long keyValue = 2L * size.kvHeads() * size.headDim();
    var family = config.family();
    var bias = biased();
    long weights = hidden * query * (gated() ? 3 : 2) + hidden * keyValue;
    weights += bias.isEmpty() ? 0 : query + keyValue;
    weights += bias.equals("all") ? hidden : 0;
    weights += family.has("qk_norm") || config.flag("use_qk_norm") ? 2L * size.headDim() : 0;
    return weights + (family.has("sinks") ? size.heads() : 0);
  }

  /// A gate as wide as the queries on what attention gives.
  private boolean gated() {
    return config.family().has("gated_attention") || config.flag("attn_output_gate");
  }

  private String biased() {
    var written = config.family().text("bias");
    if (config.says("attention_bias", "qkv_bias", "use_bias")) {
      var on = config.flag("attention_bias", "qkv_bias", "use_bias");
      return !on ? "" : written.isEmpty() ? "qkv" : written;
    }
    return written;
  }

  /// DeepSeek's low-rank projections, with the norms between them.
  private long latent() {
    long hidden = size.hidden();
    long heads = size.heads();
    long rank = config.number(0, "kv_lora_rank");
    long rope = config.number(0, "qk_rope_head_dim");
    long plain = config.number(0, "qk_nope_head_dim");
    long value = config.number(0, "v_head_dim");
    var queryRank = config.number("q_lora_rank");
    long query =
        queryRank.isPresent()
            ? hidden * queryRank.get() + queryRank.get() + queryRank.get() * heads * (plain + rope)
            : hidden * heads * (plain + rope);
    long keyValue = hidden * (rank + rope) + rank + rank * heads * (plain + value);
    return query + keyValue + heads * value * hidden;
  }

  /// Gated delta net as Qwen3-Next has it; other states as an estimate of the same kind.
  private long recurrent() {
    long hidden = size.hidden();
    long key =
        (long) config.number(0, "linear_num_key_heads") * config.number(0, "linear_key_head_dim");
    long valueHeads = config.number(0, "linear_num_value_heads");
    long value = valueHeads * config.number(0, "linear_value_head_dim");
    if (value == 0) {
      return 6 * hidden * hidden;
    }
    long channels = 2 * key + value;
    return hidden * (2 * key + 2 * value)
        + hidden * 2 * valueHeads
        + channels * config.number(4, "linear_conv_kernel_dim")
        + 2 * valueHeads
        + config.number(0, "linear_value_head_dim")
        + value * hidden;
  }

  private long dense(long width) {
    var weights = (config.family().has("plain_mlp") ? 2L : 3L) * size.hidden() * width;
    return weights + (biasedThroughout() ? width + size.hidden() : 0);
  }

  private long expert() {
    var width = experts.map(Experts::intermediate).orElse(0);
    return dense(width) + (config.family().has("expert_bias") ? 2L * width + size.hidden() : 0);
  }

  private long routed(int count) {
    return count * expert();
  }

  /// The router, and experts that every token passes through.
  private long besides() {
    var count = experts.map(Experts::count).orElse(0);
    var family = config.family();
    long hidden = size.hidden();
    long router = count * hidden + (family.has("expert_bias") || corrected() ? count : 0);
    long shared =
        experts
            .map(e -> {
              var width =
                  config.number("shared_expert_intermediate_size", "shared_intermediate_size");
              return dense(width.orElse(e.shared() * e.intermediate()));
            })
            .orElse(0L);
    return router + shared + (family.has("shared_gate") ? hidden : 0);
  }

  /// DeepSeek's and GLM's routers have a correction for each expert.
  private boolean corrected() {
    return config.get("topk_method").asText("").equals("noaux_tc")
        || config.modelType().equals("glm4_moe");
  }
}
