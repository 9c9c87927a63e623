package io.aimengine.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Mark;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A YAML or JSON value that remembers where it was written.
public sealed interface YamlNode {
  Mark mark();

  /// The same value without its marks.
  JsonNode toJson();

  /// A key, where it was written, and its value.
  record Entry(String key, Mark keyMark, YamlNode value) {}

  /// Keys in the order written.
  record Mapping(Map<String, Entry> entries, Mark mark) implements YamlNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    public Optional<Entry> entry(String key) {
      return Optional.ofNullable(entries.get(key));
    }

    public Optional<YamlNode> get(String key) {
      return entry(key).map(Entry::value);
    }

    @Override
    public JsonNode toJson() {
      var object = JsonNodeFactory.instance.objectNode();
      entries.forEach((key, entry) -> object.set(key, entry.value().toJson()));
      return object;
    }
  }

  /// Items in order.
  record Sequence(List<YamlNode> items, Mark mark) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public JsonNode toJson() {
      var array = JsonNodeFactory.instance.arrayNode();
      items.forEach(item -> array.add(item.toJson()));
      return array;
    }
  }

  /// A value: `text` as written, `json` as YAML 1.2 core schema reads it.
  record Scalar(String text, JsonNode json, Mark mark) implements YamlNode {
    @Override
    public JsonNode toJson() {
      return json;
    }
  }
}
