package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Recipe;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows every recipe column of one model.
@Command(
    name = "show-config",
    mixinStandardHelpOptions = true,
    description = "Show the catalog's configurations of a model",
    footerHeading = "%nExamples:%n",
    footer = "  aim-engine show-config Qwen/Qwen3-32B --gpu-count 4 -o json")
final class ShowConfigCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model id of the catalog")
  private String model = "";

  @Option(names = "--gpu-count", paramLabel = "N", defaultValue = "0", description = "Only N GPUs")
  private int gpuCount;

  ShowConfigCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var catalog = app.catalog(common);
    var known = Known.model(catalog, model);
    var recipes = catalog.recipes(known.id());
    app.printer()
        .success(
            common.format,
            new Shown(recipes, known.id(), gpuCount),
            recipes.size() + " recipes of " + known.id());
    return Exit.OK.code();
  }

  private record Shown(List<Recipe> recipes, String model, int gpuCount) implements View {
    @Override
    public JsonNode json() {
      var data = JsonNodeFactory.instance.objectNode().put("model", model);
      data.set("configurations", Configurations.json(recipes, gpuCount));
      return data;
    }

    @Override
    public void print(Terminal terminal) {
      if (recipes.isEmpty()) {
        terminal.line(
            "No recipe for " + model + " yet; `aim-engine plan " + model + "` generates one.");
      }
      recipes.forEach(recipe -> new RecipeView(recipe).print(terminal, gpuCount));
    }
  }
}
