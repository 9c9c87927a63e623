package io.aimengine.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The store's JSON files: snake case, indented, small.
final class Json {
  private static final long LARGEST_FILE = 64L << 20;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(64).maxStringLength(1 << 20).build());
  }

  private Json() {}

  static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode tree(byte[] bytes) throws IOException {
    return MAPPER.readTree(bytes);
  }

  static <T> T read(Path file, Class<T> type) throws IOException {
    if (Files.size(file) > LARGEST_FILE) {
      throw new IOException(file + " is too large to be ours");
    }
    return read(Files.readAllBytes(file), type);
  }

  static <T> T read(byte[] bytes, Class<T> type) throws IOException {
    var value = MAPPER.readValue(bytes, type);
    if (value == null) {
      throw new IOException("there is nothing in it");
    }
    return value;
  }

  static <T> T read(byte[] bytes, TypeReference<T> type) throws IOException {
    return MAPPER.readValue(bytes, type);
  }
}
