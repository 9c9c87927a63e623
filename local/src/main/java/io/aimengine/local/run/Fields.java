package io.aimengine.local.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The fields of one JSON object, asked for by name and type; what is absent reads as empty or 0.
public record Fields(Map<String, Object> values) {

  public String text(String name) {
    return values.get(name) instanceof String text ? text : "";
  }

  public long number(String name) {
    return values.get(name) instanceof Number number ? number.longValue() : 0;
  }

  public Optional<Integer> integer(String name) {
    return values.get(name) instanceof Number number
        ? Optional.of(number.intValue())
        : Optional.empty();
  }

  public Duration millis(String name) {
    return Duration.ofMillis(number(name));
  }

  public Optional<Instant> instant(String name) {
    var text = text(name);
    return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
  }

  public List<String> texts(String name) {
    return values.get(name) instanceof Collection<?> items
        ? items.stream().map(String::valueOf).toList()
        : List.of();
  }

  public int size(String name) {
    return values.get(name) instanceof Collection<?> items ? items.size() : 0;
  }

  public Map<String, String> map(String name) {
    var map = new LinkedHashMap<String, String>();
    fields(name).values().forEach((key, value) -> map.put(key, String.valueOf(value)));
    return map;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Fields fields(String name) {
    var map = new LinkedHashMap<String, Object>();
    if (values.get(name) instanceof Map<?, ?> object) {
      object.forEach((key, value) -> map.put(String.valueOf(key), value));
    }
    return new Fields(map);
  }
}
