package io.aimengine.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Stops and forgets what manifests name.
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Stop and forget every AIMEndpoint of the manifests",
    footerHeading = "%nExample:%n",
    footer = "  aim-engine delete -f examples/local/smollm2.yaml")
final class DeleteCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "Manifests, a folder of them, or -")
  private List<String> files = new ArrayList<>();

  DeleteCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var table = new Table("Nothing to do.", "Name", "Result");
    for (var spec : Requests.read(app, files).specs()) {
      table.row(spec.name(), app.runtime().remove(spec.name()) ? "deleted" : "was not there");
    }
    app.printer().success(common.format, table, table.size() + " deleted");
    return Exit.OK.code();
  }
}
