package io.aimengine.catalog;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.yaml.YamlNode;
import java.util.List;
import java.util.Optional;

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

  /// What can be checked of a document that is not `ok`, beside its problems.
  public Optional<Remainder> remainder() {
    return Remainder.of(this);
  }

  CatalogDocument with(YamlNode other) {
    return new CatalogDocument(kind, dialect, translated, other, List.of());
  }

  /// Whether it is written inside an object of Kubernetes, whose name it has.
  boolean isInObject() {
    return dialect.equals("AIMRecipe") || dialect.endsWith(CatalogText.IN_CONFIG_MAP);
  }

  /// Whether it can become part of a catalog.
  public boolean ok() {
    return problems.stream().noneMatch(Problem::isError);
  }
}
