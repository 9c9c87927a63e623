package io.aimengine.describe;

import java.util.Optional;

/// Layers with a state of fixed size instead of a cache: gated delta net, mamba, short
/// convolutions.
final class RecurrentLayers {
  /// vLLM keeps states in the activation type; some models ask for float32 (mamba_ssm_dtype).
  private static final int WIDTH = 2;

  private final Configuration config;
  private final int layers;

  RecurrentLayers(Configuration config, int layers) {
    this.config = config;
    this.layers = layers;
  }

  /// How many layers there are of them, when config.json says so without `layer_types`.
  Optional<Integer> count() {
    var pattern = config.get("hybrid_override_pattern").asText("");
    if (!pattern.isEmpty()) {
      return Optional.of((int) pattern.chars().filter(c -> c == 'M').count());
    }
    if (config.number("attn_layer_period").isPresent()) {
      return Optional.of(layers - layers / config.number(1, "attn_layer_period"));
    }
    var linear = config.number("linear_num_value_heads").isPresent();
    return linear
        ? Optional.of(layers - layers / Math.max(1, config.number(4, "full_attention_interval")))
        : Optional.empty();
  }

  /// Bytes of one sequence in one layer; 0 with a note when the sizes are not all there.
  long stateBytes(Notes notes) {
    var bytes = deltaNet().or(this::mamba2).or(this::mamba).or(this::convolution);
    var path = "architecture.attention.state_bytes";
    if (bytes.isEmpty()) {
      notes.unsure(path, "the sizes of the state are not in config.json; counted as nothing");
    } else {
      notes.unsure(path, "computed from the shapes at 2 bytes a value; engines may keep 4");
    }
    return bytes.orElse(0L);
  }

  private Optional<Long> deltaNet() {
    var valueHeads = config.number("linear_num_value_heads");
    var keyHeads = config.number("linear_num_key_heads");
    var keyDim = config.number("linear_key_head_dim");
    var valueDim = config.number("linear_value_head_dim");
    if (valueHeads.isEmpty() || keyHeads.isEmpty() || keyDim.isEmpty() || valueDim.isEmpty()) {
      return Optional.empty();
    }
    long channels = 2L * keyHeads.get() * keyDim.get() + (long) valueHeads.get() * valueDim.get();
    long memory = (long) valueHeads.get() * keyDim.get() * valueDim.get();
    return Optional.of(
        (channels * (config.number(4, "linear_conv_kernel_dim") - 1) + memory) * WIDTH);
  }

  private Optional<Long> mamba2() {
    var heads = config.number("mamba_n_heads", "mamba_num_heads");
    var dim = config.number("mamba_d_head", "mamba_head_dim");
    var state = config.number("mamba_d_state", "ssm_state_size");
    if (heads.isEmpty() || dim.isEmpty() || state.isEmpty()) {
      return Optional.empty();
    }
    long inner = (long) heads.get() * dim.get();
    long channels = inner + 2L * config.number(1, "mamba_n_groups", "n_groups") * state.get();
    long kernel = config.number(4, "mamba_d_conv", "conv_kernel");
    return Optional.of((channels * (kernel - 1) + inner * state.get()) * WIDTH);
  }

  private Optional<Long> mamba() {
    var expand = config.number("mamba_expand");
    var state = config.number("mamba_d_state");
    var hidden = config.number("hidden_size");
    if (expand.isEmpty() || state.isEmpty() || hidden.isEmpty()) {
      return Optional.empty();
    }
    long inner = (long) expand.get() * hidden.get();
    return Optional.of(inner * (config.number(4, "mamba_d_conv") - 1 + state.get()) * WIDTH);
  }

  private Optional<Long> convolution() {
    return config
        .number("conv_L_cache")
        .flatMap(width -> config.number("hidden_size").map(h -> (width - 1L) * h * WIDTH));
  }
}
