package io.aimengine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads the fields of an entry that the schema has already accepted; what is absent has a neutral
/// value.
record Fields(JsonNode node) {

  /// The text as written; numbers and booleans in their JSON spelling.
  String text(String name) {
    return node.path(name).asText("");
  }

  Optional<String> optional(String name) {
    return Optional.of(text(name)).filter(text -> !text.isEmpty());
  }

  int integer(String name) {
    return integer(name, 0);
  }

  int integer(String name, int otherwise) {
    return node.path(name).asInt(otherwise);
  }

  long longInteger(String name) {
    return node.path(name).asLong(0);
  }

  double number(String name) {
    return node.path(name).asDouble(0);
  }

  boolean flag(String name) {
    return node.path(name).asBoolean(false);
  }

  boolean has(String name) {
    return node.has(name);
  }

  Fields child(String name) {
    return new Fields(node.path(name));
  }

  List<String> texts(String name) {
    return list(name, item -> item.node().asText());
  }

  <T> List<T> list(String name, Function<Fields, T> read) {
    var items = new ArrayList<T>();
    node.path(name).forEach(item -> items.add(read.apply(new Fields(item))));
    return items;
  }

  /// Keys in the order written.
  <T> Map<String, T> map(String name, Function<Fields, T> read) {
    var items = new LinkedHashMap<String, T>();
    node.path(name)
        .properties()
        .forEach(e -> items.put(e.getKey(), read.apply(new Fields(e.getValue()))));
    return items;
  }

  /// An enum constant written as `weight-only`.
  static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  static Precision precision(String text) {
    return Precision.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("no precision: " + text));
  }
}
