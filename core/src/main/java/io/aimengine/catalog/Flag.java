package io.aimengine.catalog;

import java.util.List;

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
}
