package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Checkpoint.Artifact;
import io.aimengine.catalog.Checkpoint.Format;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The facts of a GGUF header in the words of a config.json, so that one describer reads both.
final class GgufModel {
  private static final JsonNode CLASSES = read();

  /// config.json's word, then GGUF's below the architecture's name.
  private static final List<Map.Entry<String, String>> KEYS =
      List.of(
          Map.entry("num_hidden_layers", "block_count"),
          Map.entry("hidden_size", "embedding_length"),
          Map.entry("intermediate_size", "feed_forward_length"),
          Map.entry("num_attention_heads", "attention.head_count"),
          Map.entry("num_key_value_heads", "attention.head_count_kv"),
          Map.entry("head_dim", "attention.key_length"),
          Map.entry("max_position_embeddings", "context_length"),
          Map.entry("vocab_size", "vocab_size"),
          Map.entry("sliding_window", "attention.sliding_window"),
          Map.entry("num_local_experts", "expert_count"),
          Map.entry("num_experts_per_tok", "expert_used_count"),
          Map.entry("n_shared_experts", "expert_shared_count"),
          Map.entry("moe_intermediate_size", "expert_feed_forward_length"),
          Map.entry("first_k_dense_replace", "leading_dense_block_count"),
          Map.entry("interleave_moe_layer_step", "interleave_moe_layer_step"),
          Map.entry("kv_lora_rank", "attention.kv_lora_rank"),
          Map.entry("q_lora_rank", "attention.q_lora_rank"),
          Map.entry("qk_rope_head_dim", "rope.dimension_count"),
          Map.entry("num_nextn_predict_layers", "nextn_predict_layers"));

  private GgufModel() {}

  private static JsonNode read() {
    try (var in =
        Objects.requireNonNull(GgufModel.class.getResourceAsStream("gguf.yaml"), "gguf.yaml")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Yaml.parse("gguf.yaml", text).documents().getFirst().toJson();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelFiles files(String id, String origin, String artifact, Gguf gguf) {
    return new ModelFiles(
        id,
        origin,
        artifact,
        config(gguf).toString(),
        "",
        gguf.text("tokenizer.chat_template"),
        List.of(),
        Optional.of(gguf.tensors()),
        0,
        new ModelFiles.Hub(gguf.text("general.license"), "", false));
  }

  private static ObjectNode config(Gguf gguf) {
    var config = JsonNodeFactory.instance.objectNode();
    var known = CLASSES.path(gguf.architecture());
    var mixtral = gguf.architecture().equals("llama") && gguf.own("expert_count").asInt(0) > 1;
    if (known.isArray()) {
      config.putArray("architectures").add(mixtral ? "MixtralForCausalLM" : known.path(0).asText());
      config.put("model_type", mixtral ? "mixtral" : known.path(1).asText());
    } else {
      config.put("model_type", gguf.architecture());
    }
    for (var key : KEYS) {
      var value = largest(gguf.own(key.getValue()));
      if (value > 0) {
        config.put(key.getKey(), value);
      }
    }
    if (!config.has("kv_lora_rank")) {
      config.remove("qk_rope_head_dim");
    }
    if (!config.has("vocab_size")) {
      config.put("vocab_size", vocabulary(gguf));
    }
    config.put("torch_dtype", "float16");
    config.put("tie_word_embeddings", !gguf.tensors().has("output.weight"));
    return config;
  }

  /// The weights as the file stores them: the nearest precision that recipes know, the exact type
  /// kept, and what the tensors really take.
  static Checkpoint checkpoint(String id, String artifact, Gguf gguf) {
    var type = type(gguf);
    var lacking = lacking(gguf);
    return new Checkpoint(
        id,
        GgmlType.precision(type),
        type,
        Format.GGUF,
        lacking.isEmpty() ? gguf.tensors().bytes() : 0,
        0,
        Optional.empty(),
        List.of(new Artifact(artifact, 0, "")),
        false,
        "",
        lacking.isEmpty() ? List.of() : List.of("weights_bytes"),
        List.of(
            lacking
                .map(why -> "weights: not known, " + why)
                .orElse(
                    "weights: sum of the tensors in the GGUF header: "
                        + gguf.tensors().bytesByType())));
  }

  /// Why the header does not say what all weights take; empty where it does.
  static Optional<String> lacking(Gguf gguf) {
    if (gguf.tensors().all().isEmpty()) {
      return Optional.of("the header lists no tensor: estimated from the parameters");
    }
    var unknown =
        gguf.tensors().all().stream()
            .map(Tensors.Tensor::dtype)
            .filter(type -> !GgmlType.isSized(type))
            .distinct()
            .sorted()
            .toList();
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the header has tensors of a type that is not known here ("
                + String.join(", ", unknown)
                + "): estimated from the parameters");
  }

  /// Some keys have one value for each layer.
  private static long largest(JsonNode value) {
    return value.isArray()
        ? value.valueStream().mapToLong(JsonNode::asLong).max().orElse(0)
        : value.asLong(0);
  }

  private static long vocabulary(Gguf gguf) {
    return gguf.lengths().getOrDefault("tokenizer.ggml.tokens", 0L);
  }

  /// The type of most of the file: what its name carries, else the type that most bytes are of.
  static String type(Gguf gguf) {
    var named = GgmlType.file(gguf.get("general.file_type").asInt(-1));
    return named.isEmpty()
        ? gguf.tensors().bytesByType().entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("F16")
        : named;
  }
}
