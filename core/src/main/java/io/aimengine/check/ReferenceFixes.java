package io.aimengine.check;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.CatalogDocument;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.catalog.Remainder;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Repairs of what a recipe says of others: its name, its precision.
final class ReferenceFixes {
  private ReferenceFixes() {}

  static List<Finding> of(Source file, List<Problem> problems, Catalog catalog) {
    return problems.stream()
        .map(problem -> new Finding(problem, fix(file, problem, catalog)))
        .toList();
  }

  private static Optional<Fix> fix(Source file, Problem problem, Catalog catalog) {
    var to =
        switch (problem.code()) {
          case "catalog.recipe-name" ->
              // where the file is to be renamed, the id is what it should be
              Optional.of(stem(file.name())).filter(_ -> !problem.hint().startsWith("call "));
          case "catalog.precision" ->
              document(file, problem).flatMap(d -> stored(d, catalog)).map(p -> p);
          default -> Optional.<String>empty();
        };
    return document(file, problem)
        .flatMap(d ->
            to.flatMap(text ->
                Noted.entry(d.node(), problem.path())
                    .map(Entry::value)
                    .flatMap(value -> new Editor(file.text(), d.node()).value(value, text))
                    .map(edit -> new Fix("write " + text, List.of(edit)))));
  }

  /// The document that a problem is about: the last that begins before it.
  private static Optional<CatalogDocument> document(Source file, Problem problem) {
    return Stream.concat(
            file.documents().stream().filter(CatalogDocument::ok),
            file.remainders().stream().map(Remainder::document))
        .filter(d -> here(d.node(), problem))
        .findFirst();
  }

  private static boolean here(YamlNode node, Problem problem) {
    return Noted.entry(node, problem.path())
        .filter(e -> e.value().mark().equals(problem.mark()))
        .isPresent();
  }

  private static Optional<String> stored(CatalogDocument document, Catalog catalog) {
    var recipe = Catalogs.recipe(document, catalog);
    return catalog
        .model(recipe.modelId())
        .flatMap(model -> model.checkpoint(recipe.checkpointId()))
        .map(Checkpoint::precision)
        .map(precision -> precision.id());
  }

  private static String stem(String file) {
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.(ya?ml|json)$", "");
  }
}
