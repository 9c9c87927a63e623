package io.aimengine.catalog;

import io.aimengine.api.Nearest;
import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Checks what a recipe names against a catalog: model, checkpoint, hardware, precision and engine
/// versions. Several threads may ask at once.
final class RecipeReferences {
  private final Catalog all;

  /// Whether the catalog has a version that an engine's range holds: thousands of recipes say the
  /// same few.
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  RecipeReferences(Catalog all) {
    this.all = all;
  }

  List<Problem> check(Entry entry, Recipe recipe) {
    var problems = new ArrayList<Problem>();
    if (all.accelerator(recipe.hardware()).isEmpty()) {
      var names = all.accelerators().stream().map(Accelerator::name).toList();
      problems.add(
          unknown(entry, "hardware", "accelerator " + recipe.hardware(), recipe.hardware(), names));
    }
    all.model(recipe.modelId())
        .ifPresentOrElse(
            model -> checkpoint(entry, recipe, model).ifPresent(problems::add),
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
        .forEach((engine, range) -> version(entry, engine, range).ifPresent(problems::add));
    return problems;
  }

  private Optional<Problem> version(Entry entry, EngineVersion.Engine engine, VersionRange range) {
    var path = "engine_versions." + engine.id();
    if (!range.readable()) {
      return Optional.of(
          Problem.error(
              "catalog.version-range",
              path,
              entry.place("engine_versions", engine.id()),
              "'" + range + "' is neither a version nor a range of versions",
              "write \"0.33.0\", or a range as \">=0.32,<0.34\""));
    }
    if (known.computeIfAbsent(engine.id() + " " + range, _ -> !range.in(all, engine).isEmpty())) {
      return Optional.empty();
    }
    var versions = all.engines().stream().filter(e -> e.engine() == engine);
    var names = versions.map(EngineVersion::version).toList();
    return Optional.of(
        range.exact()
            ? unknown(entry, path, engine.id() + " " + range, range.text(), names)
            : Problem.error(
                "catalog.reference",
                path,
                entry.place("engine_versions", engine.id()),
                "no version of " + engine.id() + " in the catalog is " + range,
                "it knows " + String.join(", ", names)));
  }

  /// Some dialects give only one of the two ids.
  private static String modelField(Entry entry) {
    return entry.content().get().has("model_id") ? "model_id" : "huggingface_id";
  }

  private Optional<Problem> checkpoint(Entry entry, Recipe recipe, Model model) {
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
