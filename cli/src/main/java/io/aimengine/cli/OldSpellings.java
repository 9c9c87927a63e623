package io.aimengine.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Commands under the names that older guides use. Not shown in help.
final class OldSpellings {
  private OldSpellings() {}

  /// `list-recipes`.
  @Command(
      name = "list-recipes",
      hidden = true,
      mixinStandardHelpOptions = true,
      description = "The recipes, as list recipes",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine list-recipes --filter qwen3-32b")
  static final class ListRecipes implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Option(names = "--filter", defaultValue = "")
    private String filter = "";

    ListRecipes(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      return Commands.run(
          app, "list", "recipes", "--filter", filter, "--format", common.format.name());
    }
  }

  /// `aim-generate MODEL [--serve]`: the command line, or the endpoint.
  @Command(
      name = "aim-generate",
      hidden = true,
      mixinStandardHelpOptions = true,
      description = "The engine's command, or with --serve the endpoint: plan and launch",
      footerHeading = "%nExamples:%n",
      footer = "  aim-engine aim-generate Qwen/Qwen3-32B")
  static final class Generate implements Callable<Integer> {
    private final App app;

    @Mixin private Common common = new Common();

    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Option(names = "--serve")
    private boolean serve;

    Generate(App app) {
      this.app = app;
    }

    @Override
    public Integer call() {
      return serve
          ? Commands.run(app, "launch", model, "--format", common.format.name())
          : Commands.run(app, "plan", model, "--format", "command");
    }
  }
}
