package io.aimengine.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Typed access to the fields of a request; a wrong type or range is refused by the field's name. A
/// null field is an absent one.
record Fields(JsonNode body) {

  Optional<JsonNode> find(String name) {
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  String text(String name) {
    JsonNode value = find(name).orElseThrow(() -> missing(name));
    if (!value.isTextual()) {
      throw wrong(name, "a string", value);
    }
    return value.textValue();
  }

  boolean flag(String name) {
    Optional<JsonNode> value = find(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong(name, "a boolean", value.get());
    }
    return value.isPresent() && value.get().booleanValue();
  }

  double number(String name, double least, double most, double otherwise) {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (!value.get().isNumber()) {
      throw wrong(name, "a number", value.get());
    }
    double number = value.get().doubleValue();
    if (!(number >= least && number <= most)) {
      throw RefusedException.badRequest(
          name, "'" + name + "' must be in [" + plain(least) + ", " + plain(most) + "].");
    }
    return number;
  }

  OptionalInt whole(String name, int least, int most) {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!value.get().isIntegralNumber()) {
      throw wrong(name, "an integer", value.get());
    }
    if (!value.get().canConvertToInt()
        || value.get().intValue() < least
        || value.get().intValue() > most) {
      throw RefusedException.badRequest(
          name,
          most == Integer.MAX_VALUE
              ? "'" + name + "' must be at least " + least + "."
              : "'" + name + "' must be from " + least + " to " + most + ".");
    }
    return OptionalInt.of(value.get().intValue());
  }

  OptionalLong wholeLong(String name) {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!value.get().isIntegralNumber() || !value.get().canConvertToLong()) {
      throw wrong(name, "a 64-bit integer", value.get());
    }
    return OptionalLong.of(value.get().longValue());
  }

  /// A string, or a list of strings.
  List<String> texts(String name, int most) {
    Optional<JsonNode> value = find(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get().isTextual()) {
      return List.of(value.get().textValue());
    }
    if (!value.get().isArray() || value.get().size() > most) {
      throw wrong(name, "a string or a list of at most " + most + " strings", value.get());
    }
    var texts = new ArrayList<String>();
    for (JsonNode item : value.get()) {
      if (!item.isTextual()) {
        throw wrong(name, "a list of strings", item);
      }
      texts.add(item.textValue());
    }
    return List.copyOf(texts);
  }

  Fields object(String name) {
    JsonNode value = find(name).orElseThrow(() -> missing(name));
    if (!value.isObject()) {
      throw wrong(name, "an object", value);
    }
    return new Fields(value);
  }

  static RefusedException missing(String name) {
    return RefusedException.badRequest(name, "'" + name + "' is required.");
  }

  static RefusedException wrong(String name, String wanted, JsonNode got) {
    return RefusedException.badRequest(
        name, "'" + name + "' must be " + wanted + ", not " + kind(got) + ".");
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "a list";
      case BOOLEAN -> "a boolean";
      case NUMBER -> "a number";
      case OBJECT -> "an object";
      case STRING -> "a string";
      case BINARY, MISSING, NULL, POJO -> "null";
    };
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
