package io.aimengine.status;

import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Endpoints;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Replicas;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.PlanResult;
import io.aimengine.render.Labels;
import io.aimengine.render.ObjectNames;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.status.Conditions.State;
import io.aimengine.status.Observed.PodState;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes the status of an endpoint: each condition from one place, the phase from the conditions.
public final class StatusReporter {
  private StatusReporter() {}

  /// All that a status is made from. `spec` is empty when the manifest cannot be read, `outcome`
  /// when it was not planned; `problems` are what was said of the manifest.
  public record Report(
      String name,
      String namespace,
      long generation,
      Optional<EndpointSpec> spec,
      Optional<Outcome> outcome,
      List<Problem> problems,
      Observed observed,
      Rollout rollout) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  public static AIMEndpointStatus status(
      Report report, Optional<AIMEndpointStatus> before, Instant now) {
    var earlier =
        before.map(AIMEndpointStatus::conditions).map(List::copyOf).orElse(List.<Condition>of());
    var conditions = new Conditions(earlier, report.generation(), now);
    accepted(report, conditions);
    planned(report, conditions);
    serving(report, conditions);
    report.rollout().say(conditions);
    var plan = report.outcome().flatMap(StatusReporter::plan);
    var observed = report.observed();
    return new AIMEndpointStatus(
        report.generation(),
        phase(conditions.all(), observed),
        conditions.all(),
        report.spec().map(spec -> spec.model().id()).orElse(null),
        plan.map(Verdicts::recipe).orElse(null),
        report.outcome().map(outcome -> Verdicts.selection(outcome.result())).orElse(null),
        report.spec().map(spec -> endpoints(report, spec)).orElse(null),
        new Replicas(observed.total(), observed.desired(), observed.ready(), observed.available()),
        selector(report.name()),
        null);
  }

  private static Optional<io.aimengine.plan.Plan> plan(Outcome outcome) {
    return switch (outcome.result()) {
      case PlanResult.Planned(var plan, _) -> Optional.of(plan);
      case PlanResult.Infeasible _ -> Optional.empty();
    };
  }

  private static void accepted(Report report, Conditions conditions) {
    var errors = report.problems().stream().filter(Problem::isError).toList();
    var warnings = report.problems().stream().filter(p -> !p.isError()).toList();
    if (errors.isEmpty()) {
      var said = warnings.isEmpty() ? "the manifest is understood" : sentences(warnings);
      conditions.add("Accepted", State.TRUE, warnings.isEmpty() ? "Valid" : "Warnings", said);
    } else {
      conditions.add("Accepted", State.FALSE, "Invalid", sentences(errors));
    }
  }

  private static String sentences(List<Problem> problems) {
    return problems.stream()
        .map(p -> (p.path().isEmpty() ? "" : p.path() + ": ") + p.message() + " [" + p.code() + "]")
        .collect(Collectors.joining("; "));
  }

  private static void planned(Report report, Conditions conditions) {
    if (report.outcome().isEmpty()) {
      conditions.add("Planned", State.UNKNOWN, "NotAccepted", "the manifest has errors");
      return;
    }
    var outcome = report.outcome().get();
    switch (outcome.result()) {
      case PlanResult.Planned(var plan, _) -> {
        var errors = outcome.problems().stream().filter(Problem::isError).toList();
        if (errors.isEmpty()) {
          conditions.add("Planned", State.TRUE, "Planned", plan.candidate().label());
        } else {
          conditions.add("Planned", State.FALSE, "NoLaunch", sentences(errors));
        }
      }
      case PlanResult.Infeasible(var why) -> {
        var blockers = why.blockers().stream().map(b -> b.message() + " [" + b.code() + "]");
        var nearest =
            why.rejected().stream()
                .limit(1)
                .map(v -> v.candidate().label() + ": " + v.objections().getFirst().message());
        var hints = why.suggestions().stream().limit(1).map(s -> "would fit: " + s);
        var message =
            java.util.stream.Stream.of(blockers, nearest, hints)
                .flatMap(s -> s)
                .collect(Collectors.joining("; "));
        conditions.add(
            "Planned",
            State.FALSE,
            "Infeasible",
            message.isEmpty() ? "nothing that serves it fits this cluster" : message);
      }
    }
  }

  private static void serving(Report report, Conditions conditions) {
    var observed = report.observed();
    var trouble =
        observed.pods().stream().map(PodState::trouble).flatMap(Optional::stream).findFirst();
    var count = observed.ready() + " of " + observed.desired() + " replicas are ready";
    var wanted = observed.desired() > 0;
    if (observed.serves() && wanted) {
      conditions.add("Ready", State.TRUE, "Serving", count);
    } else if (observed.serves()) {
      conditions.add("Ready", State.FALSE, "ScaledToZero", "no replica is wanted");
    } else {
      var reason = trouble.map(Observed.Trouble::reason).orElse("NotReady");
      conditions.add(
          "Ready",
          State.FALSE,
          reason,
          count + trouble.map(t -> "; " + t.message() + " " + t.hint()).orElse(""));
    }
    var moving = wanted && !observed.serves();
    conditions.add(
        "Progressing",
        State.of(moving),
        moving ? "Rollout" : "Settled",
        observed.updated() + " of " + observed.desired() + " replicas are of the last change");
    trouble.ifPresentOrElse(
        t -> conditions.add("Degraded", State.TRUE, t.reason(), t.message() + " " + t.hint()),
        () -> conditions.add("Degraded", State.FALSE, "Healthy", "no pod is in trouble"));
  }

  /// One word for a column: the conditions say more.
  private static String phase(List<Condition> conditions, Observed observed) {
    var states =
        conditions.stream().collect(Collectors.toMap(Condition::getType, Condition::getStatus));
    if (is(states, "Ready")) {
      return "Ready";
    }
    if (!is(states, "Accepted") || !is(states, "Planned")) {
      return observed.ready() > 0 ? "Degraded" : "Failed";
    }
    return is(states, "Degraded") ? "Degraded" : "Pending";
  }

  private static boolean is(Map<String, String> states, String type) {
    return "True".equals(states.get(type));
  }

  private static Endpoints endpoints(Report report, EndpointSpec spec) {
    var internal =
        "http://%s.%s.svc.cluster.local:%d"
            .formatted(
                ObjectNames.service(report.name()), report.namespace(), spec.service().port());
    var balancer = report.observed().loadBalancer();
    return new Endpoints(
        internal,
        balancer.map(host -> "http://" + host + ":" + spec.service().port()).orElse(null),
        balancer.orElse(null));
  }

  private static String selector(String name) {
    return Labels.selector(name).entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(","));
  }
}
