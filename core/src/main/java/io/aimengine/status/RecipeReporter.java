package io.aimengine.status;

import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMRecipeStatus;
import io.aimengine.api.v1alpha1.AIMRecipeStatus.Usage;
import io.aimengine.status.Conditions.State;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Writes the status of an AIMRecipe: whether it can be used, and by whom it is.
public final class RecipeReporter {
  private static final int LISTED = 50;

  private RecipeReporter() {}

  /// What a recipe's status is made from. `users` are `namespace/name` of endpoints, sorted;
  /// `blocked` when it is to be deleted and they are in the way.
  public record Seen(long generation, List<Problem> problems, List<String> users, boolean blocked) {
    public Seen {
      problems = List.copyOf(problems);
      users = List.copyOf(users);
    }
  }

  public static AIMRecipeStatus status(Seen seen, Optional<AIMRecipeStatus> before, Instant now) {
    var earlier =
        before.map(AIMRecipeStatus::conditions).map(List::copyOf).orElse(List.<Condition>of());
    var conditions = new Conditions(earlier, seen.generation(), now);
    var errors = seen.problems().stream().filter(Problem::isError).toList();
    if (errors.isEmpty()) {
      var said =
          seen.problems().isEmpty()
              ? Reason.VALIDATION_SUCCEEDED.meaning()
              : PlanConditions.sentences(seen.problems());
      conditions.add("Valid", State.TRUE, Reason.VALIDATION_SUCCEEDED, said);
    } else {
      conditions.add(
          "Valid", State.FALSE, Reason.VALIDATION_FAILED, PlanConditions.sentences(errors));
    }
    if (seen.blocked()) {
      conditions.add(
          "DeletionBlocked",
          State.TRUE,
          Reason.ENDPOINTS_STILL_USING,
          "used by " + String.join(", ", listed(seen)) + more(seen));
    }
    return new AIMRecipeStatus(
        seen.generation(),
        seen.blocked() ? "DeletionBlocked" : errors.isEmpty() ? "Ready" : "Invalid",
        conditions.all(),
        usage(seen, before.map(AIMRecipeStatus::usage), now));
  }

  /// The last time that somebody began or ceased to use it.
  private static Usage usage(Seen seen, Optional<Usage> before, Instant now) {
    var same = before.map(b -> listed(seen).equals(b.endpoints())).orElse(seen.users().isEmpty());
    var last =
        same ? before.map(Usage::lastUsed).orElse(null) : now.truncatedTo(ChronoUnit.SECONDS) + "";
    return new Usage(seen.users().size(), listed(seen), last);
  }

  private static List<String> listed(Seen seen) {
    return seen.users().stream().limit(LISTED).toList();
  }

  private static String more(Seen seen) {
    var more = seen.users().size() - LISTED;
    return more > 0 ? " and " + more + " more" : "";
  }
}
