package io.aimengine.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Prints what the engine of an endpoint wrote.
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = "Print the engine's output",
    footerHeading = "%nExamples:%n",
    footer = "  aim-engine logs -f my-endpoint")
final class LogsCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "NAME", description = "An endpoint")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with each new line, until Ctrl-C")
  private boolean follow;

  @Option(
      names = "--tail",
      paramLabel = "N",
      defaultValue = "200",
      description = "Last N lines (default: ${DEFAULT-VALUE})")
  private int tail;

  LogsCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    Endpoints.known(app, name);
    if (follow) {
      app.runtime().followLogs(name, tail, app.terminal()::line, () -> false);
    } else if (common.format == Format.table) {
      app.runtime().logs(name, tail).forEach(app.terminal()::line);
    } else {
      var table = new Table("", "Line");
      app.runtime().logs(name, tail).forEach(table::row);
      app.printer().success(common.format, table, name);
    }
    return Exit.OK.code();
  }
}
