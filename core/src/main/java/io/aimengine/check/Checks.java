package io.aimengine.check;

import io.aimengine.catalog.Catalog;
import io.aimengine.yaml.Yaml;
import java.util.Map;
import java.util.TreeMap;

/// Checks files against the catalog and each other. Pure: hands back findings, writes nothing.
public final class Checks {
  private final Catalog catalog;

  public Checks(Catalog catalog) {
    this.catalog = catalog;
  }

  /// `texts` by file name. Files may refer to each other: a recipe to a model in another file.
  public Report check(Map<String, String> texts) {
    return new Report(
        new TreeMap<>(texts).entrySet().stream().map(e -> file(e.getKey(), e.getValue())).toList());
  }

  private CheckedFile file(String name, String text) {
    var parsed = Yaml.parse(name, text);
    return new CheckedFile(
        name,
        text,
        "",
        "",
        java.util.List.of(),
        parsed.problems().stream().map(Finding::of).toList());
  }

  /// The catalog that files are checked against.
  Catalog catalog() {
    return catalog;
  }
}
