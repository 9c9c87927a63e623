package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.describe.Describer;
import io.aimengine.describe.Description;
import io.aimengine.describe.ModelFiles;
import io.aimengine.store.LocalModelFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A model to make recipes for: one of the catalog, or one described from its own files. `named` is
/// the checkpoint that was asked for.
record Described(Model model, String named, List<String> remarks, Origin origin) {

  /// Whether the catalog has it, or nobody but its own files.
  enum Origin {
    CATALOG,
    FILES
  }

  Described {
    remarks = List.copyOf(remarks);
  }

  /// `target` is a path, or an id of the catalog or the hub; `id` is what a model from a path is to
  /// be called, "" to take its folder's name. A folder named like a model hides no model.
  static Described of(App app, Catalog catalog, String target, String id) {
    var path = app.directory().resolve(target);
    var known = isPath(target) ? Optional.<Model>empty() : catalog.model(target);
    if (known.isPresent()) {
      return new Described(known.get(), target, List.of(), Origin.CATALOG);
    }
    if (Files.exists(path)) {
      return described(target, LocalModelFiles.read(path, id.isEmpty() ? name(path) : id));
    }
    throw new CommandFailure(
        Exit.USAGE,
        "generate.no-model",
        target + " is neither in the catalog nor a path",
        "name a model of the catalog, a folder with a config.json, or a config.json");
  }

  private static boolean isPath(String target) {
    return target.startsWith("/") || target.startsWith(".") || target.endsWith(".json");
  }

  private static Described described(String target, ModelFiles files) {
    var description = Describer.describe(files);
    var model = description.model().orElseThrow(() -> incomplete(target, description));
    return new Described(model, model.id(), description.remarks(), Origin.FILES);
  }

  /// What is known, what is missing, and no guess.
  private static CommandFailure incomplete(String target, Description description) {
    var known =
        description.known().isEmpty() ? "" : "; known: " + String.join(", ", description.known());
    return new CommandFailure(
        Exit.USAGE,
        "generate.incomplete",
        target
            + " does not say enough to plan with: missing "
            + String.join(", ", description.missing())
            + known,
        "add what is missing to config.json, or write a model file by hand (docs/AIM_ENGINE_INTEGRATION.md)");
  }

  /// `models--org--name` of the hub's cache, else the folder's own name under `local/`.
  private static String name(Path path) {
    var absolute = path.toAbsolutePath().normalize();
    var folder = Files.isDirectory(absolute) ? absolute : absolute.resolveSibling("").normalize();
    for (var part : folder) {
      var words = part.toString().split("--");
      if (words.length == 3 && words[0].equals("models")) {
        return words[1] + "/" + words[2];
      }
    }
    var last = folder.getFileName();
    var plain =
        (last == null ? "model" : last.toString())
            .replaceAll("[^A-Za-z0-9._-]", "-")
            .replaceAll("^[^A-Za-z0-9]+", "");
    return "local/" + (plain.isEmpty() ? "model" : plain);
  }
}
