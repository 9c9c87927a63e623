package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Recipe;
import java.util.List;
import java.util.TreeMap;

/// One recipe with all its columns and what it rests on.
record RecipeView(Recipe recipe) implements View {

  @Override
  public JsonNode json() {
    var data =
        JsonNodeFactory.instance
            .objectNode()
            .put("recipe_id", recipe.id())
            .put("model", recipe.modelId())
            .put("checkpoint", recipe.checkpointId())
            .put("hardware", recipe.hardware())
            .put("precision", recipe.precision().id())
            .put("origin", ListFilters.id(recipe.origin()))
            .put("rationale", recipe.rationale())
            .put("where", recipe.mark().toString());
    var versions = data.putObject("engine_versions");
    new TreeMap<>(recipe.engineVersions())
        .forEach((engine, range) -> versions.put(engine.id(), range.text()));
    data.set("evidence", new Evidences(recipe.evidence()).json());
    data.set("configurations", Configurations.json(List.of(recipe), 0));
    return data;
  }

  @Override
  public void print(Terminal terminal) {
    print(terminal, 0);
  }

  /// Columns of `gpuCount` GPUs only; of all with 0.
  void print(Terminal terminal, int gpuCount) {
    terminal.line(
        terminal.paint(Terminal.Colour.BOLD, recipe.id())
            + " ("
            + recipe.hardware()
            + ", "
            + ListFilters.id(recipe.origin())
            + ")");
    if (!recipe.rationale().isEmpty()) {
      terminal.paragraph("  ", recipe.rationale());
    }
    new Evidences(recipe.evidence()).print(terminal);
    recipe
        .engines()
        .forEach((engine, byCount) ->
            byCount.forEach((gpus, configuration) -> {
              if (gpuCount == 0 || gpuCount == gpus) {
                column(terminal, Configurations.key(recipe, engine, gpus), configuration);
              }
            }));
  }

  private static void column(Terminal terminal, String key, Recipe.Configuration configuration) {
    terminal.line("  " + key + (configuration.enabled() ? "" : "  (off)"));
    configuration.why().ifPresent(why -> terminal.paragraph("    ", why));
    configuration
        .args()
        .forEach(
            (flag, value) -> terminal.line("    " + flag + (value.isEmpty() ? "" : " " + value)));
    configuration.env().forEach((name, value) -> terminal.line("    " + name + "=" + value));
  }
}
