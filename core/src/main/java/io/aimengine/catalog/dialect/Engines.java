package io.aimengine.catalog.dialect;

import io.aimengine.api.Mark;
import io.aimengine.api.Nearest;
import java.util.List;

/// The engines that a `backend` may name.
final class Engines {
  private static final List<String> NAMES = List.of("vllm", "sglang", "llamacpp");

  private Engines() {}

  static boolean known(Form form, String name, Mark at) {
    if (NAMES.contains(name)) {
      return true;
    }
    var hint = Nearest.hint(name, NAMES);
    form.problem(
        "catalog.schema",
        at,
        "\"" + name + "\" is no engine that recipes are read for",
        hint.isEmpty() ? "one of " + String.join(", ", NAMES) : hint);
    return false;
  }
}
