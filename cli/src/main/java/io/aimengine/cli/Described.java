package io.aimengine.cli;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.Model;
import io.aimengine.describe.Describer;
import io.aimengine.describe.Description;
import io.aimengine.describe.ModelFile;
import io.aimengine.store.HubReader;
import io.aimengine.store.LocalModelFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A model to make recipes for: one of the catalog, or one described from its own files. `named` is
/// the checkpoint that was asked for.
record Described(Model model, String named, List<String> remarks, Origin origin) {

  /// Whether the catalog has it, or nobody but its own files.
  enum Origin {
    CATALOG,
    FILES
  }

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*";
  private static final String HUB_ID = "hf://.+|" + NAME + "(/.+\\.gguf)?";

  Described {
    remarks = List.copyOf(remarks);
  }

  /// Whether a model can be called so: `org/name`.
  static boolean isName(String id) {
    return id.matches(NAME);
  }

  /// `target` is a path, or an id of the catalog or the hub; `id` is what a model from a path is to
  /// be called, "" to take its folder's name. A folder named like a model hides no model.
  static Described of(App app, Catalog catalog, String target, String id) {
    if (target.isBlank()) {
      throw CommandFailure.usage(
          "generate.no-model",
          "the model is missing: its name is empty",
          "Name org/name, a folder with a config.json, a config.json or a .gguf file.");
    }
    var path = app.directory().resolve(target);
    var known = isPath(target) ? Optional.<Model>empty() : catalog.model(target);
    if (known.isPresent()) {
      return new Described(known.get(), target, List.of(), Origin.CATALOG);
    }
    if (Files.exists(path)) {
      return described(target, local(path, id.isEmpty() ? name(path) : id));
    }
    if (isPath(target) || isBeside(app, target)) {
      throw absent(target);
    }
    if (target.matches(HUB_ID)) {
      return described(target, HubReader.open(app.env(), app.home(), app.clock()).describe(target));
    }
    throw new CommandFailure(
        Exit.USAGE,
        "generate.no-model",
        target + " is no folder here, and no model of the catalog or of a hub",
        "Name org/name, a folder with a config.json, a config.json or a .gguf file.");
  }

  /// The catalog with the models that it lacks, as the files at `path` describe them; the catalog
  /// itself where `path` is "" or has no config.json.
  static Catalog over(App app, Catalog catalog, String path, List<String> models) {
    var place = app.directory().resolve(path);
    var describes =
        place.toString().endsWith(".gguf") || Files.isRegularFile(place.resolve("config.json"));
    var texts = new TreeMap<String, String>();
    for (var id : models) {
      if (!path.isEmpty() && describes && catalog.model(id).isEmpty() && isName(id)) {
        var described = described(path, local(place, id));
        var text = ModelFile.text(described.model(), described.remarks());
        texts.put(ModelFile.path(described.model()), text);
      }
    }
    return texts.isEmpty() ? catalog : Catalogs.overlay(catalog, texts).catalog();
  }

  private static Description local(Path path, String id) {
    if (!path.toString().endsWith(".gguf")) {
      return Describer.describe(LocalModelFiles.read(path, id));
    }
    var uri = path.toAbsolutePath().normalize().toUri().toString();
    return Describer.describe(id, path.toString(), uri, LocalModelFiles.gguf(path));
  }

  private static boolean isPath(String target) {
    return target.startsWith("/")
        || target.startsWith(".")
        || target.endsWith(".json")
        || target.startsWith("~")
        || (!target.startsWith("hf://")
            && (target.endsWith(".gguf") || target.chars().filter(c -> c == '/').count() > 1));
  }

  /// Whether the first part of a name is a folder here, so that a folder in it is meant.
  private static boolean isBeside(App app, String target) {
    return target.matches(NAME)
        && Files.isDirectory(app.directory().resolve(target.substring(0, target.indexOf('/'))));
  }

  private static CommandFailure absent(String target) {
    var file = target.matches(".*\\.(json|gguf)");
    var hub = target.matches(HUB_ID) ? " A model of the hub is hf://" + target + "." : "";
    return new CommandFailure(
        Exit.USAGE,
        "generate.no-path",
        "no such " + (file ? "file: " : "folder: ") + target,
        "Name a folder with a config.json, a config.json, or a .gguf file." + hub);
  }

  private static Described described(String target, Description description) {
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
    if (path.toString().endsWith(".gguf")) {
      return "local/" + plain(absolute.getFileName().toString().replaceFirst("\\.gguf$", ""));
    }
    var folder = Files.isDirectory(absolute) ? absolute : absolute.resolveSibling("").normalize();
    for (var part : folder) {
      var words = part.toString().split("--");
      if (words.length == 3 && words[0].equals("models")) {
        return words[1] + "/" + words[2];
      }
    }
    var last = folder.getFileName();
    return "local/" + plain(last == null ? "" : last.toString());
  }

  private static String plain(String name) {
    var plain = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
    return plain.isEmpty() ? "model" : plain;
  }
}
