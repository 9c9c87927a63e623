package io.aimengine.gateway.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The LoRA adapters that an engine's arguments name: `lora-modules` of a mapping, or what follows
/// `--lora-modules` in a list; each `NAME=PATH`, or an object with `name`.
final class LoraModules {
  private static final String FIELD = "lora-modules";
  private static final String FLAG = "--" + FIELD;

  private LoraModules() {}

  static List<String> names(@Nullable JsonNode arguments) {
    var names = new ArrayList<String>();
    if (arguments != null && arguments.isArray()) {
      var inside = false;
      for (var argument : arguments) {
        var text = argument.asText();
        if (text.startsWith("--")) {
          inside = text.equals(FLAG) || text.startsWith(FLAG + "=");
          text = text.startsWith(FLAG + "=") ? text.substring(FLAG.length() + 1) : "";
        }
        if (inside) {
          add(names, text);
        }
      }
    } else if (arguments != null) {
      var modules = arguments.path(FIELD).isMissingNode() ? "lora_modules" : FIELD;
      var value = arguments.path(modules);
      if (value.isArray()) {
        StreamSupport.stream(value.spliterator(), false).forEach(each -> add(names, each));
      } else {
        add(names, value);
      }
    }
    return List.copyOf(names);
  }

  private static void add(List<String> names, JsonNode module) {
    if (module.isObject()) {
      add(names, module.path("name").asText() + "=");
    } else {
      for (var text : module.asText().split("\\s+", -1)) {
        add(names, text);
      }
    }
  }

  private static void add(List<String> names, String module) {
    var equals = module.indexOf('=');
    if (equals > 0) {
      names.add(module.substring(0, equals));
    }
  }
}
