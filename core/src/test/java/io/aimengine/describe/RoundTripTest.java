package io.aimengine.describe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.Attention;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Model.Architecture;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A config.json made of a catalog model's facts is described as that model again.
final class RoundTripTest {
  private static final Catalog CATALOG = Catalogs.builtin();

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("LlamaForCausalLM", "llama"),
          Map.entry("Qwen2ForCausalLM", "qwen2"),
          Map.entry("Qwen3ForCausalLM", "qwen3"),
          Map.entry("Qwen3MoeForCausalLM", "qwen3_moe"),
          Map.entry("MistralForCausalLM", "mistral"),
          Map.entry("MixtralForCausalLM", "mixtral"),
          Map.entry("Gemma2ForCausalLM", "gemma2"),
          Map.entry("Phi3ForCausalLM", "phi3"),
          Map.entry("CohereForCausalLM", "cohere"),
          Map.entry("DeepseekV3ForCausalLM", "deepseek_v3"),
          Map.entry("GptOssForCausalLM", "gpt_oss"),
          Map.entry("Glm4MoeForCausalLM", "glm4_moe"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "meta-llama/Llama-3.1-8B-Instruct",
        "meta-llama/Llama-3.1-405B-Instruct",
        "meta-llama/Llama-3.2-1B-Instruct",
        "Qwen/Qwen2.5-72B-Instruct",
        "Qwen/Qwen3-32B",
        "Qwen/Qwen3-0.6B",
        "Qwen/Qwen3-235B-A22B",
        "mistralai/Mistral-7B-Instruct-v0.3",
        "mistralai/Mixtral-8x22B-Instruct-v0.1",
        "google/gemma-2-27b-it",
        "microsoft/phi-4",
        "microsoft/Phi-4-mini-instruct",
        "CohereLabs/c4ai-command-r-plus-08-2024",
        "deepseek-ai/DeepSeek-V3",
        "openai/gpt-oss-120b",
        "zai-org/GLM-4.5",
        "HuggingFaceTB/SmolLM2-135M-Instruct"
      })
  void isDescribedAsItself(String id) {
    var known = CATALOG.model(id).orElseThrow().architecture();
    var files = ModelFiles.bare(id, "made from the catalog", config(known).toString());
    var described = Describer.describe(files).model().orElseThrow().architecture();

    assertThat(withoutCounts(described)).isEqualTo(withoutCounts(known));
    // builders publish round figures; some leave embeddings out of the active ones
    assertThat(described.parameters()).isCloseTo(known.parameters(), Percentage.withPercentage(2));
    assertThat(described.active()).isCloseTo(known.active(), Percentage.withPercentage(15));
  }

  private static Architecture withoutCounts(Architecture arch) {
    return new Architecture(
        arch.className(),
        1,
        1,
        arch.layers(),
        arch.hidden(),
        arch.heads(),
        arch.kvHeads(),
        arch.headDim(),
        arch.intermediate(),
        arch.vocab(),
        arch.context(),
        arch.tiedEmbeddings(),
        arch.multimodal(),
        arch.mtpLayers(),
        arch.attention(),
        arch.experts(),
        arch.vision());
  }

  private static ObjectNode config(Architecture arch) {
    var config = JsonNodeFactory.instance.objectNode();
    config.putArray("architectures").add(arch.className());
    config
        .put("model_type", TYPES.get(arch.className()))
        .put("num_hidden_layers", arch.layers())
        .put("hidden_size", arch.hidden())
        .put("num_attention_heads", arch.heads())
        .put("num_key_value_heads", arch.kvHeads())
        .put("vocab_size", arch.vocab())
        .put("max_position_embeddings", arch.context())
        .put("tie_word_embeddings", arch.tiedEmbeddings())
        .put("num_nextn_predict_layers", arch.mtpLayers())
        .put("torch_dtype", "bfloat16");
    if (arch.headDim() > 0) {
      config.put("head_dim", arch.headDim());
    }
    if (arch.intermediate() > 0) {
      config.put("intermediate_size", arch.intermediate());
    }
    arch.experts()
        .ifPresent(e ->
            config
                .put("n_routed_experts", e.count())
                .put("num_experts_per_tok", e.perToken())
                .put("n_shared_experts", e.shared())
                .put("moe_intermediate_size", e.intermediate())
                .put("first_k_dense_replace", e.denseLayers()));
    arch.attention().forEach(group -> attention(config, group));
    return config;
  }

  private static void attention(ObjectNode config, Attention group) {
    switch (group) {
      case Attention.Sliding(_, _, var window) -> config.put("sliding_window", window);
      case Attention.Latent(_, var rank, var rope, _) ->
          config
              .put("kv_lora_rank", rank)
              .put("qk_rope_head_dim", rope)
              .put("qk_nope_head_dim", 128)
              .put("v_head_dim", 128)
              .put("q_lora_rank", 1536);
      case Attention.Full _, Attention.Chunked _, Attention.Linear _, Attention.None _ -> {}
    }
  }
}
