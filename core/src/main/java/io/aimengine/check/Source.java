package io.aimengine.check;

import io.aimengine.api.Problem;
import io.aimengine.catalog.CatalogDocument;
import io.aimengine.catalog.Catalogs;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.spec.Manifest;
import io.aimengine.spec.Manifests;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One file, parsed once: the catalog documents in it, or the manifests.
record Source(
    String name,
    String text,
    List<CatalogDocument> documents,
    List<Manifest> manifests,
    List<Problem> problems) {

  static Source of(String name, String text) {
    var yaml = Yaml.parse(name, text);
    var problems = new ArrayList<>(yaml.problems());
    if (!yaml.ok()) {
      return new Source(name, text, List.of(), List.of(), problems);
    }
    if (yaml.documents().stream().anyMatch(Source::isManifest)) {
      return manifests(name, text, new ParsedYaml(yaml.documents(), List.of()), problems);
    }
    var documents = Catalogs.documents(name, yaml);
    documents.forEach(document -> problems.addAll(document.problems()));
    return new Source(name, text, documents, List.of(), problems);
  }

  private static Source manifests(
      String name, String text, ParsedYaml yaml, List<Problem> problems) {
    var read = Manifests.read(yaml);
    problems.addAll(read.problems());
    read.documents().stream()
        .filter(manifest -> manifest.kind() == Manifest.Kind.ENDPOINT)
        .forEach(m -> problems.addAll(EndpointNormalizer.normalize(m.node()).problems()));
    return new Source(name, text, List.of(), read.documents(), problems);
  }

  private static boolean isManifest(YamlNode document) {
    return switch (document) {
      case YamlNode.Mapping m -> m.get("kind").isPresent() || m.get("apiVersion").isPresent();
      case YamlNode.Sequence _ -> true;
      case YamlNode.Scalar _ -> false;
    };
  }

  /// `recipe`, `AIMEndpoint`; several kinds with a comma between.
  String kind() {
    return Stream.concat(
            documents.stream().map(CatalogDocument::kind),
            manifests.stream().map(manifest -> manifest.kind().id()))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
