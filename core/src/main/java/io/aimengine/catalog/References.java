package io.aimengine.catalog;

import io.aimengine.api.Nearest;
import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Checks that entries which name each other agree: a recipe's model, checkpoint, hardware,
/// precision, engine versions and file name.
final class References {
  private References() {}

  /// Problems of the entries in `own`, looked up in `all` (which contains them).
  static List<Problem> check(EntryCatalog own, Catalog all) {
    var problems = new ArrayList<Problem>();
    duplicates(own.entries(), problems);
    own.entries().stream()
        .filter(entry -> entry.kind() == Entry.Kind.ENGINE)
        .forEach(entry -> flags(entry, all, problems));
    own.entries().stream()
        .filter(entry -> entry.kind() == Entry.Kind.MODEL)
        .forEach(entry -> extended(entry, all, problems));
    own.entries().stream()
        .filter(entry -> entry.kind() == Entry.Kind.RECIPE)
        .forEach(entry -> check(entry, own.recipe(entry), all, problems));
    return problems;
  }

  private static void duplicates(List<Entry> entries, List<Problem> problems) {
    var seen = new HashMap<String, Entry>();
    for (var entry : entries) {
      var first = seen.putIfAbsent(entry.kind().id() + " " + entry.names().getFirst(), entry);
      if (first != null) {
        problems.add(
            Problem.error(
                "catalog.twice",
                "",
                entry.mark(),
                "%s %s is also in %s".formatted(entry.kind().id(), entry.id(), first.mark()),
                "keep one of them"));
      }
    }
  }

  private static void extended(Entry entry, Catalog all, List<Problem> problems) {
    var in = new Fields(entry.content().get());
    if (in.has("extends") && all.model(in.text("extends")).isEmpty()) {
      problems.add(
          Problem.error(
              "catalog.no-figures",
              "extends",
              entry.mark(),
              in.text("extends")
                  + " is not in the catalog, and the file says nothing of its architecture",
              "write the architecture and checkpoint of its config.json, as catalog/README.md"
                  + " says"));
    }
  }

  private static void flags(Entry entry, Catalog all, List<Problem> problems) {
    var in = new Fields(entry.content().get());
    var known =
        all.engine(EngineReader.engine(in.text("engine")), in.text("version"))
            .filter(version -> !version.flags().all().isEmpty());
    if (known.isEmpty()) {
      problems.add(
          Problem.error(
              "catalog.no-flags",
              "",
              entry.mark(),
              entry.id() + " has no flag table",
              "add the table as another file with engine, version and flags"));
    }
  }

  private static void check(Entry entry, Recipe recipe, Catalog all, List<Problem> problems) {
    fileName(entry, recipe).ifPresent(problems::add);
    if (all.accelerator(recipe.hardware()).isEmpty()) {
      var names = all.accelerators().stream().map(Accelerator::name).toList();
      problems.add(
          unknown(entry, "hardware", "accelerator " + recipe.hardware(), recipe.hardware(), names));
    }
    all.model(recipe.modelId())
        .ifPresentOrElse(
            model -> checkpoint(entry, recipe, model, all).ifPresent(problems::add),
            () -> {
              var ids = all.models().stream().map(Model::id).toList();
              problems.add(
                  unknown(
                      entry,
                      modelField(entry),
                      "model " + recipe.modelId(),
                      recipe.modelId(),
                      ids));
            });
    recipe
        .engineVersions()
        .forEach((engine, range) -> version(entry, engine, range, all).ifPresent(problems::add));
  }

  private static Optional<Problem> version(
      Entry entry, EngineVersion.Engine engine, VersionRange range, Catalog all) {
    var path = "engine_versions." + engine.id();
    var mark = entry.place("engine_versions", engine.id());
    if (!range.readable()) {
      return Optional.of(
          Problem.error(
              "catalog.version-range",
              path,
              mark,
              "'" + range + "' is neither a version nor a range of versions",
              "write \"0.33.0\", or a range as \">=0.32,<0.34\""));
    }
    if (!range.in(all, engine).isEmpty()) {
      return Optional.empty();
    }
    var known = all.engines().stream().filter(e -> e.engine() == engine);
    var names = known.map(EngineVersion::version).toList();
    return Optional.of(
        range.exact()
            ? unknown(entry, path, engine.id() + " " + range, range.text(), names)
            : Problem.error(
                "catalog.reference",
                path,
                mark,
                "no version of " + engine.id() + " in the catalog is " + range,
                "it knows " + String.join(", ", names)));
  }

  /// Some dialects give only one of the two ids.
  private static String modelField(Entry entry) {
    return entry.content().get().has("model_id") ? "model_id" : "huggingface_id";
  }

  /// Inside a folder `recipes`, the file is called as the recipe.
  private static Optional<Problem> fileName(Entry entry, Recipe recipe) {
    var file = recipe.mark().file();
    var stem = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.ya?ml$", "");
    if (!("/" + file).contains("/recipes/") || stem.equals(recipe.id())) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.warning(
            "catalog.recipe-name",
            "recipe_id",
            entry.place("recipe_id"),
            "the file is called " + stem + ", the recipe " + recipe.id(),
            "give both the same name"));
  }

  private static Optional<Problem> checkpoint(
      Entry entry, Recipe recipe, Model model, Catalog all) {
    var named = model.checkpoint(recipe.checkpointId());
    if (named.isEmpty()) {
      var other = all.model(recipe.checkpointId());
      if (other.isPresent()) {
        return Optional.of(idsDisagree(entry, recipe, other.get()));
      }
      return Optional.of(
          unknown(
              entry,
              "huggingface_id",
              "checkpoint " + recipe.checkpointId() + " of " + model.id(),
              recipe.checkpointId(),
              model.checkpoints().stream().map(Checkpoint::id).toList()));
    }
    var stored = named.get().precision();
    var both16 = stored.bits() == 16 && recipe.precision().bits() == 16;
    return stored == recipe.precision() || both16
        ? Optional.empty()
        : Optional.of(
            Problem.error(
                "catalog.precision",
                "precision",
                entry.place("precision"),
                "the recipe says %s, the checkpoint %s is %s"
                    .formatted(recipe.precision().id(), named.get().id(), stored.id()),
                "name the precision that the checkpoint is stored in"));
  }

  private static Problem idsDisagree(Entry entry, Recipe recipe, Model other) {
    return Problem.error(
        "catalog.ids-disagree",
        "huggingface_id",
        entry.place("huggingface_id"),
        "model_id is "
            + recipe.modelId()
            + ", and "
            + recipe.checkpointId()
            + " is a checkpoint of "
            + other.id(),
        "name one model in both");
  }

  private static Problem unknown(
      Entry entry, String path, String what, String word, List<String> known) {
    return Problem.error(
        "catalog.reference",
        path,
        entry.place(path.split("\\.")),
        what + " is not in the catalog",
        Nearest.hint(word, known));
  }
}
