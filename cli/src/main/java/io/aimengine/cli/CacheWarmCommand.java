package io.aimengine.cli;

import io.aimengine.launch.LaunchOptions;
import io.aimengine.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `cache warm`.
@Command(
    name = "warm",
    mixinStandardHelpOptions = true,
    description = "Fetch what the endpoints of manifests will serve, before they start",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine cache warm -f endpoint.yaml",
      "  aim-engine cache warm -f endpoint.yaml --hardware 8xMI300X"
    })
final class CacheWarmCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "Manifests, a folder of them, or - for standard input; may be repeated")
  private List<String> files = new ArrayList<>();

  CacheWarmCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var catalog = app.catalog(common);
    options.check(catalog);
    var read = Requests.read(app, files);
    app.printer().problems(read.problems());
    var planning = new Planning(app, catalog, options);
    var here = Here.of(app, catalog);
    var table = new Table("Nothing to fetch.", "Name", "Model id", "Cache", "Size", "Path");
    for (var wanted : read.specs()) {
      var spec = options.over(wanted);
      var inventory = planning.inventory(() -> here.inventoryFor(spec.name()));
      var outcome = planning.plan(spec, inventory, Optional.empty(), LaunchOptions.process());
      warm(spec, Planning.feasible(spec, outcome, inventory), table);
    }
    app.printer().success(common.format, table, table.size() + " endpoints warm");
    return Exit.OK.code();
  }

  private void warm(EndpointSpec spec, PlanView view, Table table) {
    var plan = view.plan().orElseThrow();
    if (plan.candidate().checkpoint().artifacts().isEmpty()) {
      table.row(spec.name(), plan.candidate().checkpoint().id(), "no source is known", "-", "-");
      return;
    }
    var store = app.store();
    var request = Launcher.request(plan);
    var hit = store.find(request).isPresent();
    var stored = ModelFetch.fetch(store, request, app.terminal());
    table.row(
        spec.name(),
        stored.id(),
        hit ? "hit" : "miss",
        ModelFetch.bytes(stored.bytes()),
        stored.modelPath().toString());
  }
}
