package io.aimengine.cli;

import io.aimengine.explain.Bundle.Source;
import io.aimengine.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Makes this machine run what the manifests say.
@Command(
    name = "apply",
    mixinStandardHelpOptions = true,
    description =
        "Start or change every AIMEndpoint of the manifests; an unchanged one is left alone",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine apply -f examples/local/smollm2.yaml",
      "  aim-engine apply -f manifests/ --dry-run"
    })
final class ApplyCommand implements Callable<Integer> {
  private final App given;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();
  @Mixin private LaunchSettings settings = new LaunchSettings();

  @Option(
      names = {"-f", "--filename", "--config"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "Manifests, a folder of them, or - for standard input; may be repeated")
  private List<String> files = new ArrayList<>();

  ApplyCommand(App app) {
    this.given = app;
  }

  @Override
  public Integer call() {
    return run(given.with(settings.cacheDir, settings.older.environment()));
  }

  private Integer run(App app) {
    var catalog = app.catalog(common);
    var read = Requests.read(app, files);
    app.printer().problems(read.problems());
    var launcher = new Launcher(app, catalog, options, settings);
    var table = new Table("Nothing to do.", "Name", "Model", "Result", "URL");
    var failures = new ArrayList<CommandFailure>();
    for (var spec : read.specs()) {
      try {
        one(app, launcher, options.over(spec), read.sources(), table);
      } catch (CommandFailure failure) {
        failures.add(failure);
        table.row(spec.name(), spec.model().id(), "failed: " + failure.getMessage(), "-");
      }
    }
    if (read.specs().size() == 1 && failures.size() == 1) {
      throw failures.getFirst();
    }
    app.printer().success(common.format, table, read.specs().size() - failures.size() + " applied");
    return failures.isEmpty() ? Exit.OK.code() : failures.getFirst().exit().code();
  }

  private void one(
      App app, Launcher launcher, EndpointSpec spec, List<Source> sources, Table table) {
    var prepared = launcher.prepare(spec, List.of(), sources);
    if (settings.dryRun) {
      table.row(
          spec.name(), spec.model().id(), "would run " + prepared.plan().candidate().label(), "-");
      return;
    }
    var result = launcher.start(prepared);
    var status =
        settings.noWait
            ? result.launched().status()
            : Waiting.ready(app, result, settings, common.format);
    table.row(
        spec.name(),
        spec.model().id(),
        result.launched().outcome().name().toLowerCase(Locale.ROOT),
        status.url());
  }
}
