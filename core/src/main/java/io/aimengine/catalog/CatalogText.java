package io.aimengine.catalog;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Entry.Kind;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Catalog files as people write them: named YAML texts made into entries, with every problem
/// found. The name tells the kind by its folder (`models/x.yaml`), or else the keys do.
record CatalogText(List<Entry> entries, List<Problem> problems) {
  CatalogText {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }

  static CatalogText read(Map<String, String> texts) {
    var entries = new ArrayList<Entry>();
    var problems = new ArrayList<Problem>();
    new TreeMap<>(texts)
        .forEach((name, text) -> {
          var parsed = Yaml.parse(name, text);
          problems.addAll(parsed.problems());
          if (parsed.ok()) {
            parsed.documents().forEach(d -> read(name, d, entries, problems));
          }
        });
    return new CatalogText(entries, problems);
  }

  private static void read(
      String name, YamlNode document, List<Entry> entries, List<Problem> problems) {
    var kind = kind(name, document);
    if (kind.isEmpty()) {
      problems.add(unknownKind(document.mark()));
      return;
    }
    var found = CatalogSchemas.check(kind.get(), document);
    problems.addAll(found);
    if (found.stream().noneMatch(Problem::isError)) {
      entries.add(Entry.of(kind.get(), document.toJson(), document.mark()));
    }
  }

  private static Optional<Kind> kind(String name, YamlNode document) {
    if (!(document instanceof YamlNode.Mapping mapping)) {
      return Optional.empty();
    }
    var keys = mapping.entries().keySet();
    var path = "/" + name.replace('\\', '/');
    if (keys.contains("flags") && keys.contains("engine")) {
      return Optional.of(Kind.FLAGS);
    }
    for (var kind : Kind.values()) {
      if (kind != Kind.FLAGS && path.contains("/" + kind.folder() + "/")) {
        return Optional.of(kind);
      }
    }
    if (keys.contains("recipe_id")) {
      return Optional.of(Kind.RECIPE);
    }
    if (keys.contains("model_id")) {
      return Optional.of(Kind.MODEL);
    }
    return keys.contains("gfx") ? Optional.of(Kind.ACCELERATOR) : Optional.empty();
  }

  private static Problem unknownKind(Mark mark) {
    return Problem.error(
        "catalog.kind",
        "",
        mark,
        "not a catalog file: neither a model, a recipe, an accelerator nor an engine",
        "put it into a folder models, recipes, accelerators or engines, or give it a recipe_id or"
            + " model_id");
  }
}
