package io.aimengine.describe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Optional;

/// A config.json: the language model's part of it first, then the whole, then what its model type
/// has when nothing is written (transformers' own class defaults).
record Configuration(JsonNode root, JsonNode text, Family family) {
  private static final List<String> NESTED =
      List.of("text_config", "llm_config", "language_config", "thinker_config");

  static Configuration of(JsonNode root) {
    var text = nested(root);
    return new Configuration(root, text, Family.of(type(text, root), className(root)));
  }

  private static JsonNode nested(JsonNode root) {
    for (var name : NESTED) {
      var below = root.path(name);
      if (below.isObject()) {
        return nested(below);
      }
    }
    return root;
  }

  private static String type(JsonNode text, JsonNode root) {
    return text.path("model_type").asText(root.path("model_type").asText(""));
  }

  private static String className(JsonNode root) {
    return root.path("architectures").path(0).asText("");
  }

  /// The class of config.json's `architectures`, "" when it has none.
  String className() {
    var own = className(root);
    return own.isEmpty() ? className(text) : own;
  }

  String modelType() {
    return type(text, root);
  }

  /// The first of several spellings that is written, null not counted.
  JsonNode get(String... names) {
    for (var place : List.of(text, root, family.defaults())) {
      for (var name : names) {
        if (place.hasNonNull(name)) {
          return place.path(name);
        }
      }
    }
    return MissingNode.getInstance();
  }

  /// Whether config.json itself says it, not only its model type.
  boolean says(String... names) {
    for (var name : names) {
      if (text.hasNonNull(name) || root.hasNonNull(name)) {
        return true;
      }
    }
    return false;
  }

  /// A whole number above zero and small enough to be one; a list counts by its first.
  Optional<Integer> number(String... names) {
    var node = get(names);
    var value = node.isArray() ? node.path(0) : node;
    return value.isIntegralNumber() && value.canConvertToInt() && value.asInt() > 0
        ? Optional.of(value.asInt())
        : Optional.empty();
  }

  int number(int otherwise, String... names) {
    return number(names).orElse(otherwise);
  }

  boolean flag(String... names) {
    return get(names).asBoolean(false);
  }

  /// How many entries of a list are one of these words.
  int count(String list, String... words) {
    var wanted = List.of(words);
    return (int) get(list).valueStream().filter(v -> wanted.contains(v.asText())).count();
  }
}
