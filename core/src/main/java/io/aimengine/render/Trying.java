package io.aimengine.render;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.canary.Policy;
import io.aimengine.canary.Split;
import java.util.Optional;

/// What a changed manifest goes through first where `deployment.canary` is on.
final class Trying {
  private Trying() {}

  /// What nobody sees in the objects of an endpoint that does not change.
  static Optional<Problem> note(Rendering rendering, Ways ways) {
    var canary = rendering.plan().spec().deployment().canary();
    var replicas = rendering.replicas();
    if (!canary.enabled() || replicas == 0 || rendering.split().isPresent()) {
      return Optional.empty();
    }
    var policy = Policy.of(canary);
    var split = Split.of(replicas, policy.split());
    return Optional.of(
        Problem.note(
            "render.canary",
            "spec.deployment.canary",
            Mark.NONE,
            "a change is tried with %s for %d s: %s"
                .formatted(
                    count(split, replicas),
                    policy.duration().toSeconds(),
                    traffic(ways.splitter(), policy, split)),
            replicas == 1
                ? "a single replica is tried beside the old one, which takes one more block of GPUs"
                : ""));
  }

  private static String count(Split split, int replicas) {
    return split.stable() + split.canary() > replicas
        ? "one replica more"
        : split.canary() + " of " + replicas + " replicas";
  }

  private static String traffic(Splitter splitter, Policy policy, Split split) {
    return switch (splitter) {
      case HTTP_ROUTE -> policy.split() + " % of the requests by the weights of the HTTPRoute";
      case GATEWAY -> policy.split() + " % of the requests by the gateway";
      case REPLICAS ->
          "about %d %% of the requests by its share of the replicas (%d %% are asked for)"
              .formatted(split.percent(), policy.split());
    };
  }
}
