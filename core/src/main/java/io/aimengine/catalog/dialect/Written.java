package io.aimengine.catalog.dialect;

import io.aimengine.api.Problem;
import io.aimengine.yaml.YamlNode;
import java.util.List;

/// A document in the form of the schema: which dialect it was written in, what was read as
/// something else, and what could not be read. Every part keeps the place that it was read from.
public record Written(
    YamlNode node, String dialect, List<String> translated, List<Problem> problems) {
  public Written {
    translated = List.copyOf(translated);
    problems = List.copyOf(problems);
  }

  static Written asIs(YamlNode node, String dialect) {
    return new Written(node, dialect, List.of(), List.of());
  }
}
