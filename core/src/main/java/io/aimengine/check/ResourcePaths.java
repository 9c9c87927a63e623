package io.aimengine.check;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.CatalogDocument;
import io.aimengine.spec.Manifest;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import io.aimengine.yaml.YamlNode.Sequence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Findings about an AIMRecipe by the paths of its own file: it is checked in the form of a recipe
/// file, whose fields have other names.
final class ResourcePaths {
  private static final String SPEC = "spec.";
  private static final String LIST = "configurations";

  private static final Map<String, String> FIELDS =
      Map.of(
          "recipe_id", "metadata.name",
          "model_id", SPEC + "modelId",
          "hardware", SPEC + "hardware",
          "precision", SPEC + "precision",
          "description", SPEC + "description");

  private static final Pattern COLUMN = Pattern.compile("[a-z]+_serve(?:\\.(\\d+)_gpu)?(.*)");
  private static final Pattern QUOTED = Pattern.compile("'([a-z_]+)'");

  private final List<Manifest> manifests;
  private final List<Mark> others;

  ResourcePaths(Source file) {
    this.manifests = file.manifests();
    this.others =
        file.documents().stream()
            .filter(document -> !document.dialect().equals(Manifest.Kind.RECIPE.id()))
            .map(CatalogDocument::mark)
            .toList();
  }

  Finding of(Finding finding) {
    var problem = finding.problem();
    return object(problem.mark())
        .filter(manifest -> manifest.kind() == Manifest.Kind.RECIPE)
        .map(manifest -> new Finding(said(problem, manifest.node()), finding.fix()))
        .orElse(finding);
  }

  /// The object that a place is in: the last that begins before it.
  private Optional<Manifest> object(Mark mark) {
    return manifests.stream()
        .filter(manifest -> !after(manifest.node().mark(), mark))
        .reduce((a, b) -> after(a.node().mark(), b.node().mark()) ? a : b)
        .filter(manifest ->
            others.stream()
                .noneMatch(other -> after(other, manifest.node().mark()) && !after(other, mark)));
  }

  private static boolean after(Mark a, Mark b) {
    return a.line() > b.line() || (a.line() == b.line() && a.column() > b.column());
  }

  private static Problem said(Problem problem, Mapping object) {
    var message =
        problem.code().equals("catalog.schema")
            ? QUOTED
                .matcher(problem.message())
                .replaceAll(m -> "'" + FIELDS.getOrDefault(m.group(1), m.group(1)) + "'")
            : problem.message();
    return new Problem(
        problem.code(),
        problem.severity(),
        path(problem, object),
        problem.mark(),
        message,
        problem.hint());
  }

  private static String path(Problem problem, Mapping object) {
    var column = COLUMN.matcher(problem.path());
    if (column.matches()) {
      var count = Optional.ofNullable(column.group(1));
      return SPEC
          + LIST
          + count.map(gpus -> "[" + index(object, gpus) + "]").orElse("")
          + column.group(2);
    }
    if (problem.path().isEmpty() || FIELDS.containsKey(problem.path())) {
      return FIELDS.getOrDefault(problem.path(), "");
    }
    return written(object, problem.mark()).orElse(problem.path());
  }

  /// The path of the key that is written at a place.
  private static Optional<String> written(YamlNode node, Mark mark) {
    return switch (node) {
      case Mapping m ->
          m.entries().values().stream().flatMap(entry -> written(entry, mark).stream()).findFirst();
      case Sequence list ->
          IntStream.range(0, list.items().size())
              .boxed()
              .flatMap(
                  i -> written(list.items().get(i), mark).stream().map(p -> "[" + i + "]." + p))
              .findFirst();
      case YamlNode.Scalar _ -> Optional.empty();
    };
  }

  private static Optional<String> written(Entry entry, Mark mark) {
    return entry.keyMark().equals(mark)
        ? Optional.of(entry.key())
        : written(entry.value(), mark)
            .map(rest -> entry.key() + (rest.startsWith("[") ? rest : "." + rest));
  }

  private static int index(Mapping object, String gpus) {
    var list = Noted.entry(object, "spec", LIST).map(Entry::value);
    if (list.orElse(null) instanceof Sequence items) {
      for (var i = 0; i < items.items().size(); i++) {
        var count = Noted.entry(items.items().get(i), "gpuCount").map(Entry::value);
        if (count
            .filter(n -> n instanceof YamlNode.Scalar s && s.text().strip().equals(gpus))
            .isPresent()) {
          return i;
        }
      }
    }
    return 0;
  }
}
