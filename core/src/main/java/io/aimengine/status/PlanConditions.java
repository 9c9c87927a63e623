package io.aimengine.status;

import io.aimengine.api.Problem;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Explanation;
import io.aimengine.plan.PlanResult;
import io.aimengine.status.Conditions.State;
import io.aimengine.status.StatusReporter.Report;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Whether a manifest is understood, and what was planned for it.
final class PlanConditions {
  private PlanConditions() {}

  static void add(Report report, Conditions conditions) {
    accepted(report, conditions);
    report
        .outcome()
        .ifPresentOrElse(
            outcome -> planned(outcome, conditions),
            () ->
                conditions.add(
                    "Planned", State.UNKNOWN, Reason.NOT_ACCEPTED, Reason.NOT_ACCEPTED.meaning()));
  }

  private static void accepted(Report report, Conditions conditions) {
    var errors = report.problems().stream().filter(Problem::isError).toList();
    if (!errors.isEmpty()) {
      conditions.add("Accepted", State.FALSE, Reason.INVALID, sentences(errors));
    } else if (!report.problems().isEmpty()) {
      conditions.add("Accepted", State.TRUE, Reason.WARNINGS, sentences(report.problems()));
    } else {
      conditions.add("Accepted", State.TRUE, Reason.VALID, Reason.VALID.meaning());
    }
  }

  static String sentences(List<Problem> problems) {
    return problems.stream()
        .map(p -> (p.path().isEmpty() ? "" : p.path() + ": ") + p.message() + " [" + p.code() + "]")
        .collect(Collectors.joining("; "));
  }

  private static void planned(Outcome outcome, Conditions conditions) {
    switch (outcome.result()) {
      case PlanResult.Planned(var plan, _) -> {
        var errors = outcome.problems().stream().filter(Problem::isError).toList();
        if (errors.isEmpty()) {
          conditions.add("Planned", State.TRUE, Reason.PLANNED, plan.candidate().label());
        } else {
          conditions.add("Planned", State.FALSE, Reason.NO_LAUNCH, sentences(errors));
        }
      }
      case PlanResult.Infeasible(var why) -> {
        var flags = outcome.problems().stream().filter(Problem::isError).toList();
        conditions.add(
            "Planned",
            State.FALSE,
            flags.isEmpty() || !why.blockers().isEmpty() ? reason(why) : Reason.NO_LAUNCH,
            flags.isEmpty() ? message(why) : sentences(flags));
      }
    }
  }

  private static Reason reason(Explanation why) {
    return why.blockers().stream()
        .map(blocker ->
            switch (blocker.code()) {
              case "model.unknown" -> Reason.MODEL_UNKNOWN;
              case "recipe.unknown" -> Reason.RECIPE_UNKNOWN;
              case "hardware.unknown" -> Reason.HARDWARE_UNKNOWN;
              case "inventory.empty" -> Reason.NO_GPUS;
              case "inventory.unknown" -> Reason.INVENTORY_UNKNOWN;
              default -> Reason.INFEASIBLE;
            })
        .findFirst()
        .orElse(Reason.INFEASIBLE);
  }

  private static String message(Explanation why) {
    var blockers = why.blockers().stream().map(b -> b.message() + " [" + b.code() + "]");
    var nearest =
        why.rejected().stream()
            .limit(1)
            .map(v -> v.candidate().label() + ": " + v.objections().getFirst().message());
    var hints = why.suggestions().stream().limit(1).map(s -> "would fit: " + s);
    var message =
        Stream.of(blockers, nearest, hints).flatMap(s -> s).collect(Collectors.joining("; "));
    return message.isEmpty() ? Reason.INFEASIBLE.meaning() : message;
  }
}
