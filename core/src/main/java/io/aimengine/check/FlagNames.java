package io.aimengine.check;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.CatalogDocument;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Flag;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.Optional;

/// Repairs of keys among a recipe's arguments that are no flags: the long name that the engine's
/// newest version knows.
final class FlagNames {
  private FlagNames() {}

  /// A problem of one of a file's documents, with the flag that was meant where there is one.
  static Finding of(Source file, Problem problem, Catalog catalog) {
    var path = problem.path().split("\\.", 4);
    if (!problem.code().equals("catalog.schema") || path.length < 4 || !path[2].equals("args")) {
      return Finding.of(problem);
    }
    return file.documents().stream()
        .flatMap(document -> meant(file, document, path, problem, catalog).stream())
        .findFirst()
        .orElse(Finding.of(problem));
  }

  private static Optional<Finding> meant(
      Source file, CatalogDocument document, String[] path, Problem problem, Catalog catalog) {
    var args = Noted.entry(document.node(), path[0], path[1], "args").map(Entry::value);
    if (!(args.orElse(null) instanceof Mapping mapping)) {
      return Optional.empty();
    }
    var entry = mapping.entry(path[3]).filter(e -> e.keyMark().equals(problem.mark()));
    return entry
        .flatMap(e -> flag(catalog, path[0], e.key()))
        .map(flag -> {
          var fix =
              mapping.entry(flag).isPresent()
                  ? Optional.<Edit>empty()
                  : new Editor(file.text(), document.node()).key(entry.get(), flag);
          return new Finding(
              new Problem(
                  problem.code(),
                  problem.severity(),
                  problem.path(),
                  problem.mark(),
                  problem.message(),
                  "write " + flag),
              Noted.fix("write " + flag, fix));
        });
  }

  /// `-tp` is `--tensor-parallel-size`; `max_model_len` is `--max-model-len`.
  private static Optional<String> flag(Catalog catalog, String serve, String key) {
    var engine = Engine.parse(serve.replaceFirst("_serve$", ""));
    var bare = key.replaceFirst("^-+", "").replace('_', '-');
    return catalog.engines().stream()
        .filter(version -> engine.filter(version.engine()::equals).isPresent())
        .findFirst()
        .map(version -> version.flags())
        .flatMap(table -> table.find(key).or(() -> table.find("--" + bare)))
        .map(Flag::name);
  }
}
