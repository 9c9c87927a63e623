package io.aimengine.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Prints the version of the product and of what it knows.
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Print the version, and the engine versions that the catalog knows")
final class VersionCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  VersionCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var table =
        new Table("", "Component", "Version")
            .row("aim-engine", Version.number())
            .row("java", Runtime.version().toString());
    for (var engine : app.catalog(common).engines()) {
      table.row(
          engine.engine().id()
              + " ("
              + engine.platform().name().toLowerCase(java.util.Locale.ROOT)
              + ")",
          engine.version());
    }
    app.printer().success(common.format, table, "aim-engine " + Version.number());
    return Exit.OK.code();
  }
}
