package io.aimengine.status;

import io.aimengine.api.v1alpha1.AIMEndpointStatus.Rejected;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.SelectedRecipe;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Selection;
import io.aimengine.plan.Explanation;
import io.aimengine.plan.Plan;
import io.aimengine.plan.PlanResult;
import io.aimengine.plan.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The decision in a size that fits a status: `aim-engine explain` tells all of it.
final class Verdicts {
  private static final int LISTED = 6;
  private static final int SENTENCES = 5;
  private static final int LONGEST = 300;

  private Verdicts() {}

  static SelectedRecipe recipe(Plan plan, Optional<String> namespace) {
    var candidate = plan.candidate();
    return new SelectedRecipe(
        candidate.name(),
        candidate.checkpoint().id(),
        namespace.orElse(null),
        candidate.gpuCount(),
        candidate.checkpoint().precision().id(),
        candidate.engine().engine().id(),
        candidate.accelerator().name(),
        candidate.engine().version(),
        candidate.origin().name().toLowerCase(Locale.ROOT));
  }

  static Selection selection(PlanResult result) {
    return switch (result) {
      case PlanResult.Planned(var plan, var why) -> selection(plan.candidate().label(), why);
      case PlanResult.Infeasible(var why) -> selection(null, why);
    };
  }

  private static Selection selection(@Nullable String chosen, Explanation why) {
    var rejected = why.rejected().stream().limit(LISTED).map(Verdicts::rejected).toList();
    return new Selection(
        chosen,
        sentences(why.reasons()),
        rejected,
        why.rejected().size() - rejected.size(),
        sentences(why.suggestions()));
  }

  private static Rejected rejected(Verdict verdict) {
    var objection = verdict.objections().getFirst();
    return new Rejected(
        verdict.candidate().label(), objection.code(), shortened(objection.message()));
  }

  private static List<String> sentences(List<String> all) {
    return all.stream().limit(SENTENCES).map(Verdicts::shortened).toList();
  }

  private static String shortened(String text) {
    return shortened(text, LONGEST);
  }

  static String shortened(String text, int longest) {
    return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
  }
}
