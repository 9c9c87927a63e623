package io.aimengine.plan;

import io.aimengine.catalog.Attention;
import java.util.List;
import java.util.Set;

/// SGLang's pools: one of tokens for the layers that keep all, one of a fixed share of tokens for
/// local layers, one of states (`model_executor/pool_configurator.py`, `_handle_max_mamba_cache`,
/// 0.5.23). `dividesLocal`: the model is one whose local layers have a pool of their own.
record SglangCache(Settings settings, List<Attention> groups, boolean dividesLocal)
    implements KvCache {
  /// Models with a pool for local layers (`is_hybrid_swa_model`); in others these keep everything.
  private static final Set<String> LOCAL =
      Set.of(
          "Llama4ForConditionalGeneration",
          "GptOssForCausalLM",
          "MiMoV2FlashForCausalLM",
          "Step3p5ForCausalLM",
          "Gemma4ForCausalLM",
          "Gemma4ForConditionalGeneration",
          "LagunaForCausalLM");

  SglangCache {
    groups = List.copyOf(groups);
  }

  static boolean dividesLocal(String className) {
    return LOCAL.contains(className);
  }

  /// The states take their share of the pool, so that tokens have to pay for it.
  @Override
  public double requestBytes(long tokens) {
    return tokens * cell() * (states() > 0 ? 1 + settings.extras().stateRatio() : 1);
  }

  @Override
  public double requests(double bytes, long tokens) {
    var ratio = settings.extras().stateRatio();
    var forTokens = states() > 0 ? bytes / (1 + ratio) : bytes;
    var byTokens = cell() == 0 ? 0 : Math.floor(forTokens / cell()) / tokens;
    return states() == 0
        ? byTokens
        : Math.min(byTokens, Math.floor((bytes - forTokens) / states()));
  }

  /// Bytes per token of the pool.
  private double cell() {
    var bytes = new KvBytes(settings);
    var whole =
        groups.stream().mapToDouble(g -> share(g) * bytes.layers(g) * bytes.ofToken(g)).sum();
    return whole / settings.extras().contextParallel();
  }

  private double share(Attention group) {
    return switch (group) {
      case Attention.Sliding _, Attention.Chunked _ ->
          dividesLocal ? settings.extras().localRatio() : 1;
      case Attention.Full _, Attention.Latent _, Attention.Linear _, Attention.None _ -> 1;
    };
  }

  private double states() {
    var bytes = new KvBytes(settings);
    return groups.stream().mapToDouble(g -> bytes.layers(g) * bytes.ofSequence(g)).sum();
  }
}
