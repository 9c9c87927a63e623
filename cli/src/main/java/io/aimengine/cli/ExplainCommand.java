package io.aimengine.cli;

import io.aimengine.explain.Advisor;
import io.aimengine.explain.Explainer;
import io.aimengine.explain.Mapping;
import io.aimengine.explain.WhyNot;
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
      "  aim-engine explain Qwen/Qwen3-32B --hardware 8xMI300X --why-not '4 fp8'",
      "  aim-engine explain qwen --cluster",
      "  aim-engine explain endpoint.yaml --hardware 8xMI300X --mapping"
    })
final class ExplainCommand implements Callable<Integer> {
  private final App app;

  @Mixin private Common common = new Common();
  @Mixin private PlanOptions options = new PlanOptions();
  @Mixin private ClusterOptions cluster = new ClusterOptions();

  @Parameters(
      paramLabel = "MODEL|FILE",
      description = "A model id, a manifest, or -; with --cluster an endpoint's name too")
  private String target = "";

  @Option(
      names = "--why-not",
      paramLabel = "WHAT",
      description =
          "A recipe, a label, an engine, a precision, a GPU count, hardware, or several of them")
  private String whyNot = "";

  @Option(
      names = "--mapping",
      description = "Show which field, recipe key or default each engine flag is from")
  private boolean mapping;

  ExplainCommand(App app) {
    this.app = app;
  }

  @Override
  public Integer call() {
    options.on(cluster);
    var asked = Asked.of(app, common, options, target);
    asked.stopAtMistakes();
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
    app.printer().success(common.format, shown(asked, view, why), question.spec().model().id());
    return Exit.OK.code();
  }

  private View shown(Asked asked, PlanView view, Optional<WhyNot> why) {
    var question = asked.question();
    if (!(asked.outcome().result() instanceof PlanResult.Planned(var plan, _))) {
      return new ExplainView(question, view, Optional.empty(), why, List.of());
    }
    var label = plan.candidate().label();
    if (mapping && why.isEmpty()) {
      var launch = asked.outcome().launch().orElseThrow();
      return new MappingView(
          label, Mapping.of(asked.catalog(), question, plan, launch, asked.outcome().problems()));
    }
    return new ExplainView(
        question,
        view,
        new Explainer(asked.catalog()).won(question, label),
        why,
        why.isPresent() ? List.of() : Advisor.of(asked.catalog(), question, label));
  }
}
