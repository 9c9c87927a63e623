package io.aimengine.catalog;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.yaml.YamlNode;
import java.util.List;

/// One document of a catalog file, checked against its schema. `kind` is `recipe`, `model` and so
/// on, or "" when nobody can tell; `dialect` names the way it was written and `translated` says
/// what was read as something else; `node` is in the form of the schema, each part with the place
/// that it was read from.
public record CatalogDocument(
    String kind, String dialect, List<String> translated, YamlNode node, List<Problem> problems) {
  public CatalogDocument {
    translated = List.copyOf(translated);
    problems = List.copyOf(problems);
  }

  public Mark mark() {
    return node.mark();
  }

  /// Whether it can become part of a catalog.
  public boolean ok() {
    return problems.stream().noneMatch(Problem::isError);
  }
}
