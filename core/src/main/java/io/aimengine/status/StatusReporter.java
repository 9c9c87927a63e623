package io.aimengine.status;

import io.aimengine.api.Problem;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Endpoints;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Replicas;
import io.aimengine.pipeline.Outcome;
import io.aimengine.plan.Plan;
import io.aimengine.plan.PlanResult;
import io.aimengine.render.Labels;
import io.aimengine.render.ObjectNames;
import io.aimengine.render.StartEstimate;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.status.Conditions.State;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Writes the status of an endpoint: each condition from one place, the phase from the conditions.
/// What moves with the load is added by `LiveStatus`.
public final class StatusReporter {
  private StatusReporter() {}

  /// All that a status is made from. `spec` is empty when the manifest cannot be read, `outcome`
  /// when it was not planned; `problems` are what was said of the manifest. `recipeNamespace` is
  /// the namespace of the AIMRecipe that was chosen, `estimate` how long a first start may take,
  /// `cache` what the AIMCache has that the manifest names.
  public record Report(
      String name,
      String namespace,
      long generation,
      Optional<EndpointSpec> spec,
      Optional<Outcome> outcome,
      List<Problem> problems,
      Observed observed,
      Rollout rollout,
      Optional<String> recipeNamespace,
      Optional<StartEstimate> estimate,
      Optional<SharedCache> cache) {
    public Report {
      problems = List.copyOf(problems);
    }

    Optional<Plan> plan() {
      return outcome.flatMap(o ->
          switch (o.result()) {
            case PlanResult.Planned(var plan, _) -> Optional.of(plan);
            case PlanResult.Infeasible _ -> Optional.empty();
          });
    }
  }

  public static AIMEndpointStatus status(
      Report report, Optional<AIMEndpointStatus> before, Instant now) {
    var earlier =
        before.map(AIMEndpointStatus::conditions).map(List::copyOf).orElse(List.<Condition>of());
    var conditions = new Conditions(earlier, report.generation(), now);
    PlanConditions.add(report, conditions);
    ServingConditions.add(report, conditions);
    report.rollout().say(conditions);
    var observed = report.observed();
    return new AIMEndpointStatus(
        report.generation(),
        phase(conditions.all(), observed),
        conditions.all(),
        report.spec().map(spec -> spec.model().id()).orElse(null),
        report.plan().map(plan -> Verdicts.recipe(plan, report.recipeNamespace())).orElse(null),
        report.outcome().map(outcome -> Verdicts.selection(outcome.result())).orElse(null),
        report.spec().map(spec -> endpoints(report, spec)).orElse(null),
        new Replicas(observed.total(), observed.desired(), observed.ready(), observed.available()),
        selector(report.name()),
        Starts.of(observed, before.map(AIMEndpointStatus::startup), report.estimate()).orElse(null),
        null,
        null,
        report.rollout().canary().map(Canary::record).orElse(null));
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
    if (is(states, "Degraded") || (is(states, "RolledBack") && observed.ready() > 0)) {
      return "Degraded";
    }
    return observed.current() ? "Pending" : "Reconciling";
  }

  private static boolean is(Map<String, String> states, String type) {
    return State.TRUE.id().equals(states.get(type));
  }

  /// A load balancer without an address yet is left out.
  private static Endpoints endpoints(Report report, EndpointSpec spec) {
    var port = spec.service().port();
    var service = ObjectNames.service(report.name());
    var host = service + "." + report.namespace() + ".svc.cluster.local";
    var balancer = report.observed().loadBalancer().map(StatusReporter::bracketed);
    return new Endpoints(
        "http://" + host + ":" + port,
        balancer.map(address -> "http://" + address + ":" + port).orElse(null),
        report.observed().loadBalancer().orElse(null));
  }

  private static String bracketed(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  private static String selector(String name) {
    return Labels.selector(name).entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(","));
  }
}
