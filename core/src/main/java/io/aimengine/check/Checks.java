package io.aimengine.check;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.CatalogDocument;
import io.aimengine.catalog.Catalogs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Checks files against the catalog and each other. Pure: hands back findings, writes nothing.
public final class Checks {
  private static final Comparator<Finding> IN_ORDER =
      Comparator.comparingInt((Finding f) -> f.problem().mark().line())
          .thenComparingInt(f -> f.problem().mark().column());

  private final Catalog base;

  public Checks(Catalog catalog) {
    this.base = catalog;
  }

  /// `texts` by file name. Files may refer to each other: a recipe to a model in another file.
  public Report check(Map<String, String> texts) {
    var files =
        new TreeMap<>(texts)
            .entrySet().parallelStream()
                .map(text -> Source.of(text.getKey(), text.getValue()))
                .toList();
    var remainders = files.stream().flatMap(file -> file.remainders().stream()).toList();
    var documents = files.stream().flatMap(file -> file.checkable().stream()).toList();
    var overlaid = Catalogs.overlayDocuments(base, documents);
    var references =
        overlaid.problems().stream()
            .filter(problem -> remainders.stream().allMatch(r -> r.isReal(problem)))
            .collect(Collectors.groupingBy(p -> p.mark().file()));
    return new Report(
        files.parallelStream()
            .map(file ->
                checked(file, references.getOrDefault(file.name(), List.of()), overlaid.catalog()))
            .toList());
  }

  /// Nothing that is found in one file depends on what is found in another.
  private static CheckedFile checked(Source file, List<Problem> references, Catalog catalog) {
    var findings = new ArrayList<Finding>();
    file.problems().forEach(problem -> findings.add(FlagNames.of(file, problem, catalog)));
    ReferenceFixes.of(file, references, catalog).forEach(findings::add);
    file.documents().stream()
        .filter(document -> document.kind().equals("recipe") && document.ok())
        .forEach(d -> findings.addAll(RecipeChecks.of(catalog, d, file.text())));
    file.remainders().stream()
        .filter(rest -> rest.document().kind().equals("recipe") && rest.filled().isEmpty())
        .forEach(
            rest -> findings.addAll(RecipeChecks.ofPart(catalog, rest.document(), file.text())));
    findings.addAll(EndpointChecks.of(catalog, file));
    var paths = new ResourcePaths(file);
    findings.replaceAll(paths::of);
    findings.sort(IN_ORDER);
    return new CheckedFile(
        file.name(),
        file.text(),
        file.kind(),
        joined(file.documents(), CatalogDocument::dialect),
        file.documents().stream().flatMap(d -> d.translated().stream()).toList(),
        findings);
  }

  private static String joined(
      List<CatalogDocument> documents, java.util.function.Function<CatalogDocument, String> what) {
    return documents.stream().map(what).distinct().collect(Collectors.joining(", "));
  }
}
