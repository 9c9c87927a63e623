package io.aimengine.catalog.dialect;

import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;

/// Recipes that have the schema's own shape, more or less strictly: as the reference's schema wants
/// them, loose, with MCP's fields, or with the playground's names of two flags.
final class ServeRecipe {
  private static final List<String> PLAYGROUND = List.of("--max-batch-size", "--max-context-len");
  private static final List<String> MCP = List.of("mcp_enabled", "mcp_config");

  private ServeRecipe() {}

  static Written read(Mapping document) {
    if (MCP.stream().anyMatch(key -> document.get(key).isPresent())) {
      var form = new Form(document);
      var root = form.whole();
      form.leaveOut(root, "no engine speaks MCP", "mcp_enabled", "mcp_config");
      form.rest(root);
      return form.done("mcp");
    }
    var notes = new ArrayList<String>();
    var model = document.get("model_id").isPresent();
    var checkpoint = document.get("huggingface_id").isPresent();
    if (checkpoint && !model) {
      notes.add("huggingface_id is read as model_id too");
    }
    if (model && !checkpoint) {
      notes.add("model_id is read as huggingface_id too");
    }
    var flags = flags(document);
    var numbers = flags.stream().anyMatch(ServeRecipe::isNumber);
    if (numbers) {
      notes.add("numbers without quotes are read as they are written");
    }
    if (flags.stream().anyMatch(flag -> PLAYGROUND.contains(flag.key()))) {
      notes.add(
          String.join(" and ", PLAYGROUND)
              + " are the playground's: each engine gets what it calls them");
      return new Written(document, "playground", notes, List.of());
    }
    return new Written(document, numbers || loose(document) ? "loose" : "schema", notes, List.of());
  }

  /// What our schema reads and the reference's refuses.
  private static boolean loose(Mapping document) {
    return document.get("model_id").isEmpty()
        || document.get("huggingface_id").isEmpty()
        || document.get("readiness_level").isPresent()
        || document.get("description").isPresent();
  }

  private static boolean isNumber(Entry flag) {
    return flag.value() instanceof YamlNode.Scalar s && s.json().isNumber();
  }

  /// Every flag of every column. A large catalog has many: no streams here.
  private static List<Entry> flags(Mapping document) {
    var flags = new ArrayList<Entry>();
    for (var entry : document.entries().values()) {
      if (entry.key().endsWith("_serve") && entry.value() instanceof Mapping columns) {
        for (var column : columns.entries().values()) {
          if (column.value() instanceof Mapping m
              && m.get("args").orElse(null) instanceof Mapping args) {
            flags.addAll(args.entries().values());
          }
        }
      }
    }
    return flags;
  }
}
