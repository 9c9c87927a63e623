package io.aimengine.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows one entry of the catalog with everything that is known of it.
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show all that the catalog knows of one model or recipe",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine show model Qwen/Qwen3-32B",
      "  aim-engine show recipe qwen3-32b-mi300x-bf16"
    },
    subcommands = {ShowCommand.OfModel.class, ShowCommand.OfRecipe.class})
final class ShowCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /// `show model`.
  @Command(
      name = "model",
      mixinStandardHelpOptions = true,
      description = "Facts, checkpoints, model card, sources and what is unsure",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine show model Qwen/Qwen3-32B")
  static final class OfModel implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model id of the catalog")
    private String model = "";

    OfModel(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var catalog = app.catalog(common);
      var known = Known.model(catalog, model);
      app.printer().success(common.format, new ModelView(known, catalog), known.id());
      return Exit.OK.code();
    }
  }

  /// `show recipe`.
  @Command(
      name = "recipe",
      mixinStandardHelpOptions = true,
      description = "Its columns, why they are so, and the evidence with its source",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine show recipe qwen3-32b-mi300x-bf16")
  static final class OfRecipe implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Parameters(index = "0", paramLabel = "RECIPE", description = "A recipe id of the catalog")
    private String recipe = "";

    OfRecipe(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      var known = Known.recipe(app.catalog(common), recipe);
      app.printer().success(common.format, new RecipeView(known), known.id());
      return Exit.OK.code();
    }
  }
}
