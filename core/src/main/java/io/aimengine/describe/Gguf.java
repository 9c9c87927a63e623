package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/// The header of a GGUF file: its metadata (long lists left out, their lengths kept) and its
/// tensors. A tensor's `dtype` is ggml's name for it (`Q4_K`).
public record Gguf(Map<String, JsonNode> metadata, Map<String, Long> lengths, Tensors tensors) {

  /// A header, or why there is none.
  public record Read(Optional<Gguf> gguf, String problem) {}

  public Gguf {
    metadata = Map.copyOf(metadata);
    lengths = Map.copyOf(lengths);
  }

  /// Reads as far as the header goes, in bounded memory; a broken stream throws.
  public static Read read(InputStream in) throws IOException {
    try {
      return new Read(Optional.of(new GgufReader(in).read()), "");
    } catch (GgufReader.Malformed malformed) {
      return new Read(Optional.empty(), malformed.why());
    }
  }

  /// `llama`, `qwen3`: the prefix of the other keys.
  String architecture() {
    return text("general.architecture");
  }

  String text(String key) {
    return get(key).asText("");
  }

  JsonNode get(String key) {
    return metadata.getOrDefault(key, MissingNode.getInstance());
  }

  /// The value of `<architecture>.<key>`.
  JsonNode own(String key) {
    return get(architecture() + "." + key);
  }
}
