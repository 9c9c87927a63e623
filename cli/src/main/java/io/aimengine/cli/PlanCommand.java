package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.launch.CommandLine;
import java.util.ArrayList;
import java.util.List;
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
      "  aim-engine plan Qwen/Qwen3-32B --hardware 1xMI300X -o command",
      "  aim-engine plan endpoint.yaml --cluster -n team-a",
      "  aim-engine plan endpoint.yaml --save-bundle decision.zip",
      "  aim-engine plan --bundle decision.zip"
    })
final class PlanCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Parameters(
      paramLabel = "MODEL|FILE",
      arity = "0..*",
      description = "Model ids, manifests, folders of manifests, or - for standard input")
  private List<String> targets = new ArrayList<>();

  @Option(
      names = "--model-path",
      paramLabel = "PATH",
      description = "Serve these files; a model that the catalog lacks is described from them")
  private String modelPath = "";

  @Option(names = "--all", description = "Show every rejected candidate")
  private boolean all;

  @Option(
      names = "--save-bundle",
      paramLabel = "FILE",
      description = "Write all that the decision depends on, and the decision, into one file")
  private String saveBundle = "";

  @Option(
      names = "--bundle",
      paramLabel = "FILE",
      description = "Replay the decision of a bundle; nothing of this machine is looked at")
  private String bundle = "";

  PlanCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    if (!modelPath.isEmpty() && !(saveBundle + bundle).isEmpty()) {
      throw CommandFailure.usage(
          "a bundle replays anywhere, and --model-path names files of this machine",
          "aim-engine generate recipe MODEL --output DIR writes what --catalog DIR reads.");
    }
    if (!bundle.isEmpty()) {
      return again();
    }
    if (targets.isEmpty()) {
      throw CommandFailure.usage(
          "Missing required parameter: 'MODEL|FILE'", "See: aim-engine plan --help");
    }
    options.on(cluster);
    var decision = Decision.here(app, common, options, targets, modelPath);
    var views = decision.views(all);
    if (!saveBundle.isEmpty()) {
      Bundles.save(app, saveBundle, decision.bundle(views), decision.specs());
    }
    return show(decision, views);
  }

  /// The decision of a bundle, made again from what it holds and from nothing else.
  private Integer again() {
    if (!targets.isEmpty()
        || !options.given().isEmpty()
        || !options.inventory.isEmpty()
        || cluster.asked()
        || !common.catalog.isEmpty()
        || !saveBundle.isEmpty()) {
      throw CommandFailure.usage(
          "--bundle replays a decision as it was: nothing else can be asked for",
          "`aim-engine drift --bundle FILE` says what today's catalog would choose.");
    }
    var read = Bundles.read(app, bundle);
    var then = read.bundle().orElseThrow();
    var decision = Decision.again(app, then, read.catalog().orElseThrow());
    var views = decision.views(all);
    if (!Decision.text(views).equals(then.decision())) {
      throw new CommandFailure(
          Exit.GENERAL,
          "bundle.other-decision",
          "aim-engine "
              + Version.number()
              + " decides otherwise than "
              + then.program()
              + " did from the same bundle",
          "`unzip -p " + bundle + " decision.json` prints the decision of then.",
          List.of(),
          shown(views));
    }
    return show(decision, views);
  }

  private Integer show(Decision decision, List<PlanView> views) {
    var failures = new ArrayList<CommandFailure>();
    views.forEach(view -> Planning.failure(view, decision.inventory()).ifPresent(failures::add));
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
