package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.explain.Question;
import io.aimengine.launch.LaunchOptions;
import io.aimengine.pipeline.Outcome;
import java.util.List;
import java.util.Optional;

/// One endpoint with everything that its plan depends on, and that plan.
record Asked(Catalog catalog, Question question, Outcome outcome) {
  static Asked of(App app, Common common, PlanOptions options, String target) {
    var catalog = app.catalog(common);
    options.check(catalog);
    var read = Requests.read(app, options, target);
    if (read.specs().size() > 1) {
      throw CommandFailure.usage(target + " has " + read.specs().size() + " endpoints", "");
    }
    app.printer().problems(read.problems());
    var spec = options.over(read.specs().getFirst());
    var planning = new Planning(app, catalog, options);
    var inventory = planning.asked(List.of(spec), () -> Here.of(app, catalog).inventory());
    var launch = LaunchOptions.process().image(spec.image().reference().orElse(""));
    var outcome = planning.plan(spec, inventory, Optional.empty(), launch);
    return new Asked(catalog, new Question(spec, inventory, planning.recipes(spec)), outcome);
  }

  /// Ends the command where the manifest itself is wrong or nothing can be judged.
  void stopAtMistakes() {
    var mistakes = outcome.problems().stream().anyMatch(Problem::isError);
    var blocked = !outcome.result().explanation().blockers().isEmpty();
    if (mistakes || blocked) {
      Planning.failure(Planning.view(question.spec(), outcome, false), question.inventory())
          .ifPresent(failure -> {
            throw failure;
          });
    }
  }
}
