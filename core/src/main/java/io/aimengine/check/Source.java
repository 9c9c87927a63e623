package io.aimengine.check;

import io.aimengine.api.Problem;
import io.aimengine.catalog.CatalogDocument;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Remainder;
import io.aimengine.catalog.dialect.Dialects;
import io.aimengine.spec.Manifest;
import io.aimengine.spec.Manifests;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One file, parsed once: the catalog documents in it, what is left of those that their schemas
/// refuse, and the manifests.
record Source(
    String name,
    String text,
    List<CatalogDocument> documents,
    List<Remainder> remainders,
    List<Manifest> manifests,
    List<Problem> problems) {

  static Source of(String name, String text) {
    var yaml = Yaml.parse(name, text);
    var problems = new ArrayList<>(yaml.problems());
    var json = yaml.ok() ? JsonSyntax.check(name, text) : Optional.<Problem>empty();
    if (json.isPresent()) {
      return new Source(name, text, List.of(), List.of(), List.of(), List.of(json.get()));
    }
    var documents = new ArrayList<CatalogDocument>();
    var objects = new ArrayList<YamlNode>();
    for (var document : yaml.ok() ? yaml.documents() : List.<YamlNode>of()) {
      if (isManifest(document) && Dialects.inConfigMap(name, text, document).isEmpty()) {
        objects.add(document);
      } else {
        var one = new ParsedYaml(List.of(document), List.of());
        documents.addAll(Catalogs.documents(name, text, one));
      }
    }
    var read = Manifests.read(new ParsedYaml(objects, List.of()));
    problems.addAll(read.problems());
    read.documents().stream()
        .filter(manifest -> manifest.kind() == Manifest.Kind.RECIPE)
        .forEach(manifest -> documents.add(Catalogs.recipeDocument(manifest.node())));
    documents.forEach(document -> problems.addAll(document.problems()));
    var remainders = documents.stream().flatMap(d -> d.remainder().stream()).toList();
    return new Source(name, text, documents, remainders, read.documents(), problems);
  }

  /// The documents; of those that their schemas refuse, what is left.
  List<CatalogDocument> checkable() {
    var left =
        remainders.stream()
            .map(Remainder::document)
            .collect(Collectors.toMap(CatalogDocument::mark, document -> document));
    return documents.stream().map(d -> left.getOrDefault(d.mark(), d)).toList();
  }

  private static boolean isManifest(YamlNode document) {
    return switch (document) {
      case YamlNode.Mapping m ->
          m.get("apiVersion").isPresent() || (m.get("kind").isPresent() && m.get("gfx").isEmpty());
      case YamlNode.Sequence _ -> true;
      case YamlNode.Scalar _ -> false;
    };
  }

  /// `recipe`, `AIMEndpoint`; several kinds with a comma between.
  String kind() {
    return Stream.concat(
            manifests.stream().map(manifest -> manifest.kind().id()),
            documents.stream()
                .filter(d -> !d.dialect().equals(Manifest.Kind.RECIPE.id()))
                .map(CatalogDocument::kind))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
