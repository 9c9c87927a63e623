package io.aimengine.render;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// In which of several ways an endpoint is rendered: as its annotations say, else as the cluster is
/// set up.
record Ways(
    Scaler scaler,
    boolean kserve,
    Optional<Routing> routing,
    Splitter splitter,
    List<Problem> problems) {
  static final String SCALER = Labels.GROUP + "/scaler";
  static final String WORKLOAD = Labels.GROUP + "/workload";
  static final String ROUTE = Labels.GROUP + "/route";
  static final String SPLIT = Labels.GROUP + "/split";

  static Ways of(Rendering rendering) {
    var annotations = rendering.plan().spec().metadata().annotations();
    var cluster = rendering.cluster();
    var problems = new ArrayList<Problem>();
    var scaler =
        Optional.ofNullable(annotations.get(SCALER))
            .map(text -> scaler(text, cluster.scaler(), problems))
            .orElse(cluster.scaler());
    var kserve =
        Optional.ofNullable(annotations.get(WORKLOAD))
            .map(text -> kserve(text, cluster.kserve(), problems))
            .orElse(cluster.kserve());
    var routing = routing(rendering, problems);
    var splitter = splitter(rendering, routing, problems);
    problems.addAll(GatewayWishes.of(annotations).problems());
    return new Ways(scaler, kserve, routing, splitter, List.copyOf(problems));
  }

  /// A route that is there has weights; a gateway in front has to be told of.
  private static Splitter splitter(
      Rendering rendering, Optional<Routing> routing, List<Problem> problems) {
    var routed =
        routing.isPresent()
                && Route.path(rendering, routing.get().path()).isPresent()
                && rendering.cluster().has(OptionalKind.HTTP_ROUTE)
            ? Splitter.HTTP_ROUTE
            : Splitter.REPLICAS;
    var asked = rendering.plan().spec().metadata().annotations().getOrDefault(SPLIT, "");
    return switch (asked) {
      case "" -> routed;
      case "gateway" -> Splitter.GATEWAY;
      case "replicas" -> Splitter.REPLICAS;
      default -> {
        problems.add(unread(SPLIT, asked, "gateway or replicas"));
        yield routed;
      }
    };
  }

  private static Scaler scaler(String text, Scaler otherwise, List<Problem> problems) {
    var found = Scaler.parse(text);
    if (found.isEmpty()) {
      problems.add(unread(SCALER, text, "builtin, hpa or keda"));
    }
    return found.orElse(otherwise);
  }

  private static boolean kserve(String text, boolean otherwise, List<Problem> problems) {
    return switch (text) {
      case "kserve" -> true;
      case "deployment" -> false;
      default -> {
        problems.add(unread(WORKLOAD, text, "deployment or kserve"));
        yield otherwise;
      }
    };
  }

  /// `false` keeps an endpoint inside, a path is its own.
  private static Optional<Routing> routing(Rendering rendering, List<Problem> problems) {
    var routing = rendering.cluster().routing();
    var asked = rendering.plan().spec().metadata().annotations().getOrDefault(ROUTE, "");
    if (asked.isEmpty()) {
      return routing;
    }
    if (asked.equals("false")) {
      return Optional.empty();
    }
    if (!asked.startsWith("/")) {
      problems.add(unread(ROUTE, asked, "false, or a path such as /team/chat"));
      return routing;
    }
    if (routing.isEmpty()) {
      problems.add(
          Problem.warning(
              "render.no-gateway",
              "metadata.annotations",
              Mark.NONE,
              ROUTE + " asks for the path " + asked + ", and no Gateway is known",
              "tell the operator one (routing.gateway, --gateway)"));
    }
    return routing.map(known -> known.path(asked));
  }

  /// An annotation of ours whose value it does not take.
  static Problem unread(String annotation, String text, String known) {
    var shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return Problem.warning(
        "render.annotation",
        "metadata.annotations",
        Mark.NONE,
        annotation + " is \"" + shown + "\"; it is left out",
        "write " + known);
  }
}
