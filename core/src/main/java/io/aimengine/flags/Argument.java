package io.aimengine.flags;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Flag;
import java.util.ArrayList;
import java.util.List;

/// One flag as the engine gets it: `spelling` is its long name or its negation, `values` are argv
/// items (none for a switch).
public record Argument(Flag flag, String spelling, List<String> values) {
  public Argument {
    values = List.copyOf(values);
  }

  static Argument on(Flag flag) {
    return new Argument(flag, flag.name(), List.of());
  }

  static Argument off(Flag flag) {
    return new Argument(flag, Names.negation(flag), List.of());
  }

  static Argument of(Flag flag, List<String> values) {
    return new Argument(flag, flag.name(), values);
  }

  /// The argv items. llama.cpp repeats a flag for each item of a list and takes whatever follows a
  /// flag; the others' parsers take a value with a dash for a flag unless `=` joins them.
  List<String> argv(Engine engine) {
    var argv = new ArrayList<String>();
    if (engine == Engine.LLAMACPP && !values.isEmpty()) {
      values.forEach(value -> argv.addAll(List.of(spelling, value)));
    } else if (values.size() == 1 && looksLikeFlag(values.getFirst())) {
      argv.add(spelling + "=" + values.getFirst());
    } else {
      argv.add(spelling);
      argv.addAll(values);
    }
    return argv;
  }

  static boolean looksLikeFlag(String value) {
    return value.startsWith("-") && !value.matches("-\\d+(\\.\\d+)?");
  }

  /// The value as a recipe would write it: "" for a switch, list items separated by blanks.
  String text() {
    return String.join(" ", values);
  }
}
