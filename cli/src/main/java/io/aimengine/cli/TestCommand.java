package io.aimengine.cli;

import io.aimengine.local.supervise.Answered;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Sends one real request of the model's task.
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = "Send one real request to an endpoint and check the answer",
    footerHeading = "%nExamples:%n",
    footer = "  aim-engine test my-endpoint")
final class TestCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();

  @Parameters(index = "0", paramLabel = "NAME", description = "An endpoint")
  private String name = "";

  TestCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var status = Endpoints.known(app, name);
    if (!status.isRunning()) {
      throw new CommandFailure(
          Exit.LAUNCH,
          "endpoint.not-running",
          name + " is " + status.phase().label().toLowerCase(Locale.ROOT),
          "aim-engine logs " + name + " says why.");
    }
    var answered = Answered.ask(status.spec().serving());
    if (answered.problem().isPresent()) {
      throw new CommandFailure(
          Exit.LAUNCH, "endpoint.no-answer", answered.problem().get(), "aim-engine logs " + name);
    }
    var milliseconds = answered.took().toMillis();
    var table =
        new Table("", "Name", "Result", "Task", "Milliseconds")
            .row(
                name,
                "ok",
                status.spec().serving().task().name().toLowerCase(Locale.ROOT),
                milliseconds);
    app.printer().success(common.format, table, "ok");
    return Exit.OK.code();
  }
}
