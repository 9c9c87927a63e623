package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.describe.Tensors.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The safetensors format: eight little-endian bytes of header length, then a JSON header with
/// type, shape and offsets of each tensor. Only headers are read, never weights.
public final class Safetensors {
  /// The format's own limit; anything longer is no safetensors file.
  public static final long LONGEST_HEADER = 100_000_000;

  /// Bytes before the header.
  public static final int PREFIX = 8;

  private Safetensors() {}

  /// What `model.safetensors.index.json` says: the files, and the sum of tensor bytes (0 if
  /// unsaid).
  public record Index(long totalSize, List<String> files) {
    public Index {
      files = List.copyOf(files);
    }
  }

  /// How long the header is, from the first eight bytes of a file; empty when it is no safetensors.
  public static Optional<Long> headerLength(byte[] prefix) {
    if (prefix.length < PREFIX) {
      return Optional.empty();
    }
    var length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return length > 1 && length <= LONGEST_HEADER ? Optional.of(length) : Optional.empty();
  }

  /// The tensors of a header (the JSON after the prefix); empty when it is none.
  public static Optional<Tensors> header(byte[] json) {
    return ForeignJson.object(new String(json, StandardCharsets.UTF_8)).map(Safetensors::tensors);
  }

  public static Optional<Index> index(String text) {
    return ForeignJson.object(text)
        .filter(root -> root.path("weight_map").isObject())
        .map(root -> {
          var files = new TreeSet<String>();
          root.path("weight_map").forEach(file -> files.add(file.asText()));
          return new Index(root.at("/metadata/total_size").asLong(0), List.copyOf(files));
        });
  }

  private static Tensors tensors(JsonNode header) {
    var tensors = new ArrayList<Tensor>();
    header
        .properties()
        .forEach(entry -> {
          var at = entry.getValue().path("data_offsets");
          if (at.size() == 2) {
            var bytes = Math.max(0, at.path(1).asLong() - at.path(0).asLong());
            var type = entry.getValue().path("dtype").asText();
            tensors.add(new Tensor(entry.getKey(), type, elements(entry.getValue()), bytes));
          }
        });
    return new Tensors(tensors);
  }

  private static long elements(JsonNode tensor) {
    long elements = 1;
    for (var dimension : tensor.path("shape")) {
      elements *= Math.max(0, dimension.asLong());
    }
    return elements;
  }
}
