package io.aimengine.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Recipe;
import java.util.List;

/// The columns of recipes, keyed as the reference keys them: `4gpu_bf16_vllm`.
final class Configurations {
  private Configurations() {}

  static String key(Recipe recipe, Engine engine, int gpus) {
    return gpus + "gpu_" + recipe.precision().id() + "_" + engine.id();
  }

  static void add(Table table, Recipe recipe) {
    recipe
        .engines()
        .forEach((engine, byCount) ->
            byCount.forEach((gpus, configuration) ->
                table.row(
                    recipe.modelId(),
                    key(recipe, engine, gpus),
                    recipe.id(),
                    configuration.enabled())));
  }

  /// `{"<n>gpu_<precision>_<engine>": {recipe_id, gpu_count, precision, backend, enabled, args}}`.
  static ObjectNode json(List<Recipe> recipes, int gpuCount) {
    var all = JsonNodeFactory.instance.objectNode();
    for (var recipe : recipes) {
      recipe
          .engines()
          .forEach((engine, byCount) ->
              byCount.forEach((gpus, configuration) -> {
                if (gpuCount == 0 || gpuCount == gpus) {
                  var key = key(recipe, engine, gpus);
                  var unique =
                      all.has(key)
                          ? key + "_" + recipe.hardware().toLowerCase(java.util.Locale.ROOT)
                          : key;
                  one(all.putObject(unique), recipe, engine, gpus, configuration);
                }
              }));
    }
    return all;
  }

  private static void one(
      ObjectNode object,
      Recipe recipe,
      Engine engine,
      int gpus,
      Recipe.Configuration configuration) {
    object
        .put("recipe_id", recipe.id())
        .put("hardware", recipe.hardware())
        .put("gpu_count", gpus)
        .put("precision", recipe.precision().id())
        .put("backend", engine.id())
        .put("enabled", configuration.enabled());
    configuration.why().ifPresent(why -> object.put("why", why));
    var args = object.putObject("args");
    configuration.args().forEach(args::put);
  }
}
