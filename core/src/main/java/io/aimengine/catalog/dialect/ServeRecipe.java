package io.aimengine.catalog.dialect;

import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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
    if (document.get("model_id").isEmpty()) {
      notes.add("huggingface_id is read as model_id too");
    }
    if (document.get("huggingface_id").isEmpty()) {
      notes.add("model_id is read as huggingface_id too");
    }
    if (anyFlag(document, ServeRecipe::isNumber)) {
      notes.add("numbers without quotes are read as they are written");
    }
    if (anyFlag(document, flag -> PLAYGROUND.contains(flag.key()))) {
      notes.add(
          String.join(" and ", PLAYGROUND)
              + " are the playground's: each engine gets what it calls them");
      return new Written(document, "playground", notes, List.of());
    }
    return new Written(document, loose(document) ? "loose" : "schema", notes, List.of());
  }

  /// What our schema reads and the reference's refuses.
  private static boolean loose(Mapping document) {
    return document.get("model_id").isEmpty()
        || document.get("huggingface_id").isEmpty()
        || document.get("readiness_level").isPresent()
        || document.get("description").isPresent()
        || anyFlag(document, ServeRecipe::isNumber);
  }

  private static boolean isNumber(Entry flag) {
    return flag.value() instanceof YamlNode.Scalar s && s.json().isNumber();
  }

  private static boolean anyFlag(Mapping document, Predicate<Entry> wanted) {
    return document.entries().values().stream()
        .filter(entry -> entry.key().endsWith("_serve"))
        .flatMap(entry -> values(entry.value()).stream())
        .flatMap(column ->
            column instanceof Mapping m && m.get("args").orElse(null) instanceof Mapping args
                ? args.entries().values().stream()
                : java.util.stream.Stream.<Entry>empty())
        .anyMatch(wanted);
  }

  private static List<YamlNode> values(YamlNode node) {
    return node instanceof Mapping m
        ? m.entries().values().stream().map(Entry::value).toList()
        : List.of();
  }
}
