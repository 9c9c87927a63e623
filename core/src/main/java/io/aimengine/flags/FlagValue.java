package io.aimengine.flags;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Flag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The outcome of checking one value against what its flag takes.
sealed interface FlagValue {

  /// Legal: the argv items after the flag.
  record Legal(List<String> items) implements FlagValue {}

  /// Not legal: what is wrong, and what to write.
  record Bad(String message, String hint) implements FlagValue {}

  Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
  Pattern DECIMAL = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");
  ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static FlagValue check(Engine engine, Flag flag, String value) {
    if (value.isBlank()) {
      return new Bad(flag.name() + " needs a value", "write " + flag.name() + ": " + example(flag));
    }
    if (!flag.list()) {
      return one(engine, flag, value.strip())
          .<FlagValue>map(bad -> bad)
          .orElseGet(() -> new Legal(List.of(value.strip())));
    }
    var items = items(value.strip());
    for (var item : items) {
      var bad = one(engine, flag, item);
      if (bad.isPresent()) {
        return bad.get();
      }
      if (Argument.looksLikeFlag(item)) {
        return new Bad(flag.name() + " takes a list, and " + item + " looks like a flag", "");
      }
    }
    return new Legal(items);
  }

  /// A list is a JSON array, one JSON object, or words separated by blanks.
  private static List<String> items(String value) {
    if (value.startsWith("{")) {
      return List.of(value);
    }
    if (value.startsWith("[")) {
      try {
        var array = JSON.readTree(value);
        var items = new ArrayList<String>();
        array.forEach(node -> items.add(node.isTextual() ? node.textValue() : node.toString()));
        return items;
      } catch (JsonProcessingException e) {
        return List.of(value);
      }
    }
    return List.of(value.split("\\s+"));
  }

  private static Optional<Bad> one(Engine engine, Flag flag, String value) {
    var typed =
        switch (flag.type()) {
          case SWITCH -> Optional.of(new Bad(flag.name() + " takes no value", ""));
          case INTEGER -> integer(flag, value);
          case HUMAN_INTEGER -> human(engine, flag, value);
          case NUMBER -> number(flag, value);
          case JSON -> json(engine, flag, value);
          case TEXT ->
              DottedJson.takes(flag) && value.startsWith("{")
                  ? json(engine, flag, value)
                  : Optional.<Bad>empty();
        };
    return typed.or(() -> choice(flag, value));
  }

  private static Optional<Bad> integer(Flag flag, String value) {
    if (special(flag, value)) {
      return Optional.empty();
    }
    if (!WHOLE.matcher(value).matches()) {
      return Optional.of(
          new Bad(flag.name() + " takes a whole number, not " + quoted(value), range(flag)));
    }
    return outside(flag.name(), value, (double) Long.parseLong(value));
  }

  private static Optional<Bad> human(Engine engine, Flag flag, String value) {
    if (special(flag, value)) {
      return Optional.empty();
    }
    var number = HumanInteger.parse(engine, value);
    if (number.isEmpty()) {
      var forms =
          engine == Engine.VLLM
              ? "such as 32768, 32k (32,000) or 32K (32,768)"
              : "such as 32768, 32k (32,000) or 32Ki (32,768)";
      return Optional.of(
          new Bad(flag.name() + " takes a whole number, not " + quoted(value), forms));
    }
    return outside(flag.name(), value, (double) number.getAsLong());
  }

  private static Optional<Bad> number(Flag flag, String value) {
    if (special(flag, value)) {
      return Optional.empty();
    }
    if (!DECIMAL.matcher(value).matches()) {
      return Optional.of(
          new Bad(flag.name() + " takes a number, not " + quoted(value), range(flag)));
    }
    return outside(flag.name(), value, Double.parseDouble(value));
  }

  private static Optional<Bad> json(Engine engine, Flag flag, String value) {
    try {
      JSON.readTree(value);
      return Optional.empty();
    } catch (JsonProcessingException e) {
      // vLLM's union types take a bare word too (`--hf-overrides`, `--additional-config`)
      if (engine == Engine.VLLM && value.matches("[\\w./:-]+")) {
        return Optional.empty();
      }
      return Optional.of(
          new Bad(
              flag.name() + " takes JSON, and " + quoted(value) + " is none",
              e.getOriginalMessage()));
    }
  }

  private static Optional<Bad> choice(Flag flag, String value) {
    if (flag.choices().isEmpty() || flag.choices().contains(value)) {
      return Optional.empty();
    }
    return Optional.of(
        new Bad(
            flag.name() + " does not take " + quoted(value),
            "one of " + String.join(", ", flag.choices())));
  }

  /// What is wrong with the number of a flag that another engine has: it makes no sense there, so
  /// no translation of it does.
  static Optional<Bad> outside(String flag, String value) {
    return DECIMAL.matcher(value).matches()
            && Range.of(flag).filter(r -> r.special().contains(value)).isEmpty()
        ? outside(flag, value, Double.parseDouble(value))
        : Optional.empty();
  }

  private static Optional<Bad> outside(String flag, String written, double value) {
    return Range.of(flag)
        .filter(range -> !range.contains(value))
        .map(range -> new Bad(flag + " cannot be " + written, "it has to be " + range));
  }

  private static boolean special(Flag flag, String value) {
    return Range.of(flag.name()).filter(r -> r.special().contains(value)).isPresent();
  }

  private static String range(Flag flag) {
    return Range.of(flag.name()).map(r -> "it has to be " + r).orElse("");
  }

  private static String example(Flag flag) {
    return switch (flag.type()) {
      case SWITCH -> "\"\"";
      case INTEGER, HUMAN_INTEGER -> "8";
      case NUMBER -> "0.9";
      case JSON -> "'{\"key\": \"value\"}'";
      case TEXT -> flag.choices().isEmpty() ? "VALUE" : flag.choices().getFirst();
    };
  }

  private static String quoted(String value) {
    return value.length() <= 60 ? "\"" + value + "\"" : "\"" + value.substring(0, 57) + "...\"";
  }
}
