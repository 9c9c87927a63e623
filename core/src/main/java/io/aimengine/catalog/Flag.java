package io.aimengine.catalog;

import java.util.List;
import java.util.Optional;

/// One command-line flag of one engine version, as its own parser reports it. `name` is the long
/// form; `negation` is `--no-…` or "". `choices` are what the parser or the engine checks later.
public record Flag(
    String name,
    List<String> aliases,
    String negation,
    Type type,
    boolean list,
    List<String> choices,
    boolean deprecated,
    boolean secret,
    String defaultValue,
    String help) {

  /// What a value must look like. A `SWITCH` takes no value.
  public enum Type {
    SWITCH,
    INTEGER,
    /// an integer that also accepts 32k, 1M and the like
    HUMAN_INTEGER,
    NUMBER,
    TEXT,
    JSON
  }

  public Flag {
    aliases = List.copyOf(aliases);
    choices = List.copyOf(choices);
  }

  /// Whether a written name switches this flag off: its negation, or `--disable-x` for `--enable-x`
  /// and the reverse (vLLM takes both).
  public boolean negates(String written) {
    var plain = written.replace('_', '-');
    return type == Type.SWITCH
        && !plain.equals(name)
        && ((!negation.isEmpty() && plain.equals(negation))
            || plain.equals(name.replaceFirst("^--enable-", "--disable-"))
            || plain.equals(name.replaceFirst("^--disable-", "--enable-")));
  }

  /// What is wrong with a value for this flag, if anything. An empty value means none was written.
  public Optional<String> objection(String value) {
    if (type == Type.SWITCH) {
      return value.isEmpty() ? Optional.empty() : Optional.of(name + " takes no value");
    }
    if (value.isEmpty()) {
      return Optional.of(name + " needs a value");
    }
    if (!choices.isEmpty() && !choices.contains(value)) {
      return Optional.of(name + " is one of " + String.join(", ", choices) + ", not " + value);
    }
    var legal =
        switch (type) {
          case INTEGER -> value.matches("[+-]?\\d+");
          case HUMAN_INTEGER -> value.matches("auto|[+-]?\\d+(\\.\\d+)?[kKmMgGtT]?");
          case NUMBER -> value.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
          case SWITCH, TEXT, JSON -> true;
        };
    return legal
        ? Optional.empty()
        : Optional.of("%s takes a number, not %s".formatted(name, value));
  }
}
