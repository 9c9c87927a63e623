package io.aimengine.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Stops and forgets what manifests name.
@Command(
    name = "delete",
    mixinStandardHelpOptions = true,
    description = "Stop and forget every AIMEndpoint of the manifests",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine delete -f examples/local/smollm2.yaml",
      "  aim-engine delete my-endpoint"
    })
final class DeleteCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR",
      description = "Manifests, a folder of them, or -")
  private List<String> files = new ArrayList<>();

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Endpoints by name")
  private List<String> names = new ArrayList<>();

  DeleteCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    if (files.isEmpty() && names.isEmpty()) {
      throw CommandFailure.usage("name an endpoint, or a manifest with -f", "See: aim-engine list");
    }
    var table = new Table("Nothing to do.", "Name", "Result");
    var wanted = new ArrayList<>(names);
    if (!files.isEmpty()) {
      Requests.read(app, files).specs().forEach(spec -> wanted.add(spec.name()));
    }
    for (var name : wanted) {
      table.row(name, app.runtime().remove(name) ? "deleted" : "was not there");
    }
    app.printer().success(common.format, table, table.size() + " deleted");
    return Exit.OK.code();
  }
}
