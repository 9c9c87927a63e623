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
    description = "Show all that the catalog knows of one model",
    subcommands = ShowCommand.OfModel.class)
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
      footerHeading = "%nExample:%n",
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
}
