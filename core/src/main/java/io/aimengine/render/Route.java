package io.aimengine.render;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The way to an endpoint from outside: a path of a Gateway, cut off before the engine sees it.
final class Route {
  private static final int LONGEST = 200;
  private static final Pattern PIECE = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern ENTRY =
      Pattern.compile("\\.metadata\\.(labels|annotations)\\['([^']+)']");
  private static final Pattern PATH =
      Pattern.compile("(/[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?)+");

  private Route() {}

  static Optional<Problem> add(Rendering rendering, Ways ways, OptionalObjects objects) {
    if (ways.routing().isEmpty()) {
      return Optional.empty();
    }
    var routing = ways.routing().get();
    var path = path(rendering, routing.path());
    if (path.isEmpty()) {
      return Optional.of(
          Problem.warning(
              "render.route-path",
              "metadata",
              Mark.NONE,
              "the path template " + routing.path() + " gives no path for this endpoint",
              "pieces are {.metadata.name}, {.metadata.namespace}, {.metadata.labels['x']} and"
                  + " {.metadata.annotations['x']}; at most 200 letters, digits, - . and /"));
    }
    objects.add(
        OptionalKind.HTTP_ROUTE,
        Labels.meta(rendering, ObjectNames.service(rendering.name()), "route"),
        () -> spec(routing, path.get(), backends(rendering, ways)),
        "metadata",
        "it is reached inside the cluster only");
    return Optional.empty();
  }

  /// Empty when a piece is not known or the path is none.
  static Optional<String> path(Rendering rendering, String template) {
    var matcher = PIECE.matcher(template);
    var path = new StringBuilder();
    while (matcher.find()) {
      var value = piece(rendering, matcher.group(1));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      matcher.appendReplacement(path, java.util.regex.Matcher.quoteReplacement(value.get()));
    }
    matcher.appendTail(path);
    return Optional.of(path.toString())
        .filter(text -> text.length() <= LONGEST && PATH.matcher(text).matches());
  }

  private static Optional<String> piece(Rendering rendering, String expression) {
    var spec = rendering.plan().spec();
    var entry = ENTRY.matcher(expression);
    if (entry.matches()) {
      var entries =
          entry.group(1).equals("labels")
              ? spec.metadata().labels()
              : spec.metadata().annotations();
      return Optional.ofNullable(entries.get(entry.group(2)));
    }
    return switch (expression) {
      case ".metadata.name" -> Optional.of(rendering.name());
      case ".metadata.namespace" -> Optional.of(rendering.namespace());
      default -> Optional.empty();
    };
  }

  private static Map<String, Object> spec(
      Routing routing, String path, List<Map<String, Object>> backends) {
    var parent = new LinkedHashMap<String, Object>();
    parent.put("group", "gateway.networking.k8s.io");
    parent.put("kind", "Gateway");
    if (!routing.gatewayNamespace().isEmpty()) {
      parent.put("namespace", routing.gatewayNamespace());
    }
    parent.put("name", routing.gateway());
    var rule = new LinkedHashMap<String, Object>();
    rule.put("matches", List.of(Map.of("path", typed("PathPrefix", "value", path))));
    var rewrite = typed("ReplacePrefixMatch", "replacePrefixMatch", "/");
    rule.put("filters", List.of(typed("URLRewrite", "urlRewrite", Map.of("path", rewrite))));
    // gateways end requests after seconds by themselves, an answer may take minutes
    rule.put("timeouts", Map.of("request", routing.timeoutSeconds() + "s"));
    rule.put("backendRefs", backends);
    var spec = new LinkedHashMap<String, Object>();
    spec.put("parentRefs", List.of(parent));
    spec.put("rules", List.of(rule));
    return spec;
  }

  /// Two while a canary is tried and the weights divide its requests.
  private static List<Map<String, Object>> backends(Rendering rendering, Ways ways) {
    var name = rendering.name();
    return rendering
        .split()
        .filter(_ -> ways.splitter() == Splitter.HTTP_ROUTE)
        .map(split ->
            List.of(
                backend(rendering, ObjectNames.stable(name), 100 - split.percent()),
                backend(rendering, ObjectNames.canary(name), split.percent())))
        .orElseGet(() -> List.of(backend(rendering, ObjectNames.service(name), 1)));
  }

  private static Map<String, Object> backend(Rendering rendering, String service, int weight) {
    var backend = new LinkedHashMap<String, Object>();
    backend.put("group", "");
    backend.put("kind", "Service");
    backend.put("name", service);
    backend.put("port", rendering.plan().spec().service().port());
    backend.put("weight", weight);
    return backend;
  }

  private static Map<String, Object> typed(String type, String key, Object value) {
    var map = new LinkedHashMap<String, Object>();
    map.put("type", type);
    map.put(key, value);
    return map;
  }
}
