package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// What a model type of transformers means beyond what config.json writes down (`families.yaml`):
/// class defaults, biases and norms, which layers slide.
record Family(String type, boolean known, String name, String builder, JsonNode facts) {
  private static final Map<String, Family> ALL = read();

  private static Map<String, Family> read() {
    try (var in =
        Objects.requireNonNull(Family.class.getResourceAsStream("families.yaml"), "families")) {
      var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var all = new HashMap<String, Family>();
      for (var entry : Yaml.parse("families.yaml", text).documents().getFirst().toJson()) {
        for (var type : entry.path("types")) {
          all.put(
              type.asText(),
              new Family(
                  type.asText(),
                  true,
                  entry.path("family").asText(type.asText()),
                  entry.path("builder").asText(""),
                  entry));
        }
      }
      return Map.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The family of a model type; one without facts when nobody has described it.
  static Family of(String type, String className) {
    var known = ALL.get(type);
    if (known != null) {
      return known;
    }
    var name = type.isEmpty() ? className : type;
    return new Family(type, false, name, "", JsonNodeFactory.instance.objectNode());
  }

  JsonNode defaults() {
    return facts.path("defaults");
  }

  boolean has(String fact) {
    return facts.path(fact).asBoolean(false);
  }

  String text(String fact) {
    return facts.path(fact).asText("");
  }

  int number(String fact, int otherwise) {
    return facts.path(fact).asInt(otherwise);
  }
}
