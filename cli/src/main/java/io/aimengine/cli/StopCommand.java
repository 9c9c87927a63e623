package io.aimengine.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Stops endpoints by name.
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = "Stop endpoints; their logs stay until the next launch or --forget",
    footerHeading = "%nExamples:%n",
    footer = {"  aim-engine stop my-endpoint", "  aim-engine stop --all"})
final class StopCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Endpoints, as `aim-engine list` names them")
  private List<String> names = new ArrayList<>();

  @Option(names = "--container", hidden = true, paramLabel = "NAME")
  private List<String> containers = new ArrayList<>();

  @Option(names = "--all", description = "Every endpoint of this machine")
  private boolean all;

  @Option(names = "--forget", description = "Remove its logs and its name too")
  private boolean forget;

  StopCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var wanted = new ArrayList<>(names);
    wanted.addAll(containers);
    if (all) {
      app.runtime().list().forEach(status -> wanted.add(status.name()));
    } else if (wanted.isEmpty()) {
      throw CommandFailure.usage("name an endpoint, or --all", "See: aim-engine list");
    }
    var table = new Table("Nothing ran.", "Name", "Result");
    for (var name : wanted.stream().distinct().toList()) {
      table.row(name, stop(name));
    }
    app.printer().success(common.format, table, "stopped");
    return Exit.OK.code();
  }

  private String stop(String name) {
    var status = Endpoints.known(app, name);
    var ran = status.isRunning();
    if (forget) {
      app.runtime().remove(name);
      return ran ? "stopped, forgotten" : "forgotten";
    }
    return app.runtime().stop(name) ? "stopped" : "was not running";
  }
}
