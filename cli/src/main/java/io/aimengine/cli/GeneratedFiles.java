package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.describe.RecipeFile;
import io.aimengine.plan.GeneratedRecipe;
import io.aimengine.plan.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The files of one generation: shown as they are, or written into a folder.
final class GeneratedFiles implements View {
  private final Described described;
  private final List<GeneratedRecipe> recipes;
  private final Map<String, String> texts = new LinkedHashMap<>();
  private Optional<String> folder = Optional.empty();

  GeneratedFiles(Described described, List<GeneratedRecipe> recipes) {
    this.described = described;
    this.recipes = List.copyOf(recipes);
  }

  void add(String path, String text) {
    texts.put(path, text);
  }

  /// What is written must be read without a complaint; anything else is our defect.
  void check(Catalog catalog) {
    var errors =
        Catalogs.overlay(catalog, texts).problems().stream().filter(Problem::isError).toList();
    if (!errors.isEmpty()) {
      throw CommandFailure.of(Exit.GENERAL, errors);
    }
  }

  /// Below `root`, which people call `shown`; nothing is written when anything is there already.
  void write(Path root, String shown, boolean overwrite) {
    var existing =
        texts.keySet().stream()
            .filter(path -> !overwrite && Files.exists(root.resolve(path)))
            .toList();
    if (!existing.isEmpty()) {
      throw new CommandFailure(
          Exit.USAGE,
          "generate.exists",
          shown + "/" + existing.getFirst() + " is there already",
          "Look at it, then run again with --force, or into another folder.");
    }
    texts.forEach((path, text) -> UserFile.write(root.resolve(path), text));
    folder = Optional.of(shown);
  }

  @Override
  public JsonNode json() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("model_id", described.model().id());
    json.put("in_catalog", described.origin() == Described.Origin.CATALOG);
    var unsure = json.putArray("unsure");
    described.remarks().forEach(unsure::add);
    var list = json.putArray("recipes");
    for (var recipe : recipes) {
      var node = list.addObject().put("recipe_id", recipe.id());
      node.put("hardware", recipe.accelerator().name());
      node.put("precision", recipe.checkpoint().precision().id());
      node.put("origin", "generated");
      var columns = node.putArray("columns");
      recipe
          .verdicts()
          .forEach(v ->
              columns
                  .addObject()
                  .put("engine", v.candidate().engine().engine().id())
                  .put("gpus", v.candidate().gpuCount())
                  .put("serves", v.accepted())
                  .put("why", v.accepted() ? "" : v.objections().getFirst().message()));
    }
    var files = json.putArray("files");
    texts.forEach((path, text) -> files.addObject().put("path", path).put("text", text));
    return json;
  }

  @Override
  public void print(Terminal terminal) {
    if (folder.isEmpty()) {
      var first = true;
      for (var entry : texts.entrySet()) {
        terminal.line((first ? "" : "---\n") + "# " + entry.getKey());
        terminal.line(entry.getValue().stripTrailing());
        first = false;
      }
      absent(terminal, "# ");
      return;
    }
    var table = new Table("Nothing was written.", "File", "What");
    texts.keySet().forEach(path -> table.row(folder.get() + "/" + path, what(path)));
    table.print(terminal);
    absent(terminal, "");
  }

  /// Accelerators that got no file.
  private void absent(Terminal terminal, String lead) {
    recipes.stream()
        .filter(recipe -> !texts.containsKey(RecipeFile.path(recipe)))
        .forEach(recipe ->
            terminal.line(
                lead
                    + recipe.accelerator().name()
                    + ": no GPU count serves; on the most: "
                    + recipe.verdicts().getLast().objections().getFirst().message()));
  }

  private String what(String path) {
    return recipes.stream()
        .filter(recipe -> path.endsWith("/" + recipe.id() + ".yaml"))
        .findFirst()
        .map(GeneratedFiles::columns)
        .orElse("the model");
  }

  private static String columns(GeneratedRecipe recipe) {
    var byEngine =
        recipe.verdicts().stream()
            .filter(Verdict::accepted)
            .collect(
                Collectors.groupingBy(
                    v -> v.candidate().engine().engine().id(),
                    java.util.TreeMap::new,
                    Collectors.mapping(
                        v -> String.valueOf(v.candidate().gpuCount()), Collectors.joining(", "))));
    return byEngine.isEmpty()
        ? "serves on no GPU count of one node"
        : byEngine.entrySet().stream()
            .map(e -> e.getKey() + " on " + e.getValue())
            .collect(Collectors.joining("; "));
  }
}
