package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Checkpoint;
import io.aimengine.launch.CommandLine;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.PlanResult;
import io.aimengine.store.ArtifactRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows what would run and why, and touches nothing.
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Show what would run, and why; starts nothing",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine plan Qwen/Qwen3-32B --hardware 8xMI300X",
      "  aim-engine plan endpoint.yaml --inventory nodes.yaml --goal latency",
      "  aim-engine plan Qwen/Qwen3-32B --hardware 1xMI300X -o command"
    })
final class PlanCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();

  @Parameters(
      paramLabel = "MODEL|FILE",
      arity = "1..*",
      description = "Model ids, manifests, folders of manifests, or - for standard input")
  private List<String> targets = new ArrayList<>();

  @Option(names = "--all", description = "Show every rejected candidate")
  private boolean all;

  PlanCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var catalog = app.catalog(common);
    options.check(catalog);
    var read = Requests.read(app, targets);
    var planning = new Planning(app, catalog, options);
    var inventory = planning.inventory(() -> Here.of(app, catalog).inventory());
    var views = new ArrayList<PlanView>();
    var failures = new ArrayList<CommandFailure>();
    for (var i = 0; i < read.specs().size(); i++) {
      var wanted = options.over(read.specs().get(i));
      var launch = LaunchOptions.process().image(wanted.image().reference().orElse(""));
      var outcome = planning.plan(wanted, inventory, Optional.empty(), launch);
      var model = cached(outcome);
      if (model.isPresent()) {
        launch = launch.model(model.get(), "");
        outcome = planning.plan(wanted, inventory, Optional.empty(), launch);
      }
      var view = Planning.view(wanted, outcome, all).after(read.of(i));
      views.add(view);
      Planning.failure(view, inventory).ifPresent(failures::add);
    }
    if (common.format == Format.table) {
      views.stream()
          .filter(view -> view.launch().isPresent())
          .forEach(view -> app.printer().problems(view.problems()));
    }
    if (!failures.isEmpty()) {
      throw failure(views, failures);
    }
    app.printer().success(common.format, shown(views), summary(views));
    return Exit.OK.code();
  }

  /// Where the GGUF file of a plan is, when the store has it already.
  private Optional<String> cached(Outcome outcome) {
    if (!(outcome.result() instanceof PlanResult.Planned(var plan, _))) {
      return Optional.empty();
    }
    var checkpoint = plan.candidate().checkpoint();
    if (checkpoint.format() != Checkpoint.Format.GGUF || checkpoint.artifacts().isEmpty()) {
      return Optional.empty();
    }
    return app.store()
        .find(ArtifactRequest.of(checkpoint.id(), checkpoint.artifacts()))
        .map(stored -> stored.modelPath().toString());
  }

  /// The first failure, with all that is known of every endpoint.
  private CommandFailure failure(List<PlanView> views, List<CommandFailure> failures) {
    var first = failures.getFirst();
    var message = views.size() == 1 ? first.message() : summary(views) + ": " + first.message();
    var problems = failures.stream().flatMap(failure -> failure.problems().stream()).toList();
    return new CommandFailure(
        first.exit(), first.code(), message, first.hint(), problems, shown(views));
  }

  private static String summary(List<PlanView> views) {
    var feasible = views.stream().filter(view -> view.launch().isPresent()).count();
    return feasible + " of " + views.size() + " planned";
  }

  private View shown(List<PlanView> views) {
    if (common.format == Format.command) {
      return new Commandlines(views);
    }
    return views.size() == 1 ? views.getFirst() : new Several(views);
  }

  /// Nothing but the commands, one a line.
  private record Commandlines(List<PlanView> views) implements View {
    @Override
    public JsonNode json() {
      return new Several(views).json();
    }

    @Override
    public void print(Terminal terminal) {
      for (var view : views) {
        view.launch().ifPresent(launch -> terminal.line(CommandLine.render(launch.command())));
      }
    }
  }

  private record Several(List<PlanView> views) implements View {
    @Override
    public JsonNode json() {
      var array = JsonNodeFactory.instance.arrayNode();
      views.forEach(view -> array.add(view.json()));
      return array;
    }

    @Override
    public void print(Terminal terminal) {
      views.forEach(view -> {
        view.print(terminal);
        terminal.line("");
      });
    }
  }
}
