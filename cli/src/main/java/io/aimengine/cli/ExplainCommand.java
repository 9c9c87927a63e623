package io.aimengine.cli;

import io.aimengine.explain.Explainer;
import io.aimengine.explain.Question;
import io.aimengine.explain.WhyNot;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.plan.PlanResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Says why a plan is what it is.
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Say why this plan won, why another did not, and where each engine flag is from",
    footerHeading = "%nExamples:%n",
    footer = {
      "  aim-engine explain Qwen/Qwen3-32B --hardware 8xMI300X",
      "  aim-engine explain endpoint.yaml --why-not sglang",
      "  aim-engine explain Qwen/Qwen3-32B --hardware 8xMI300X --why-not '4 fp8'"
    })
final class ExplainCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();

  @Parameters(paramLabel = "MODEL|FILE", description = "A model id, a manifest, or -")
  private String target = "";

  @Option(
      names = "--why-not",
      paramLabel = "WHAT",
      description =
          "A recipe, a label, an engine, a precision, a GPU count, hardware, or several of them")
  private String whyNot = "";

  ExplainCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    var asked = Asked.of(app, common, options, target);
    var question = asked.question();
    var explainer = new Explainer(asked.catalog());
    var why =
        whyNot.isBlank()
            ? Optional.<WhyNot>empty()
            : Optional.of(explainer.whyNot(question, whyNot.strip()));
    why.filter(w -> w.outcome() == WhyNot.Outcome.UNKNOWN)
        .ifPresent(w -> {
          throw new CommandFailure(
              Exit.USAGE,
              "explain.unknown",
              "--why-not: neither a candidate nor in the catalog: " + w.asked(),
              "A recipe's id, an engine, a precision, a GPU count, an accelerator, or a label that"
                  + " `aim-engine plan --all` prints.");
        });
    var outcome = asked.outcome();
    var view = Planning.view(question.spec(), outcome, false);
    if (why.isEmpty()) {
      Planning.failure(view, question.inventory())
          .ifPresent(failure -> {
            throw failure;
          });
    }
    var duel =
        outcome.result() instanceof PlanResult.Planned(var plan, _)
            ? explainer.won(question, plan.candidate().label())
            : Optional.<io.aimengine.explain.Duel>empty();
    app.printer()
        .success(
            common.format,
            new ExplainView(question, view, duel, why),
            question.spec().model().id());
    return Exit.OK.code();
  }

  /// One endpoint with everything that its plan depends on, and that plan.
  record Asked(
      io.aimengine.catalog.Catalog catalog,
      Question question,
      io.aimengine.pipeline.Outcome outcome,
      Planning planning) {
    static Asked of(App app, Common common, PlanOptions options, String target) {
      var catalog = app.catalog(common);
      options.check(catalog);
      var read = Requests.read(app, List.of(target));
      if (read.specs().size() > 1) {
        throw new CommandFailure(
            Exit.USAGE, "cli.usage", target + " has " + read.specs().size() + " endpoints", "");
      }
      app.printer().problems(read.problems());
      var spec = options.over(read.specs().getFirst());
      var planning = new Planning(app, catalog, options);
      var inventory = planning.inventory(() -> Here.of(app, catalog).inventory());
      var launch = LaunchOptions.process().image(spec.image().reference().orElse(""));
      var outcome = planning.plan(spec, inventory, Optional.empty(), launch);
      return new Asked(
          catalog, new Question(spec, inventory, planning.recipes(spec)), outcome, planning);
    }
  }
}
