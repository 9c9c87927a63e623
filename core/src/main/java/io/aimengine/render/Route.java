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
        () -> spec(rendering, routing, path.get()),
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

  private static Map<String, Object> spec(Rendering rendering, Routing routing, String path) {
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
    rule.put("backendRefs", List.of(backend(rendering)));
    var spec = new LinkedHashMap<String, Object>();
    spec.put("parentRefs", List.of(parent));
    spec.put("rules", List.of(rule));
    return spec;
  }

  private static Map<String, Object> backend(Rendering rendering) {
    var backend = new LinkedHashMap<String, Object>();
    backend.put("group", "");
    backend.put("kind", "Service");
    backend.put("name", ObjectNames.service(rendering.name()));
    backend.put("port", rendering.plan().spec().service().port());
    backend.put("weight", 1);
    return backend;
  }

  private static Map<String, Object> typed(String type, String key, Object value) {
    var map = new LinkedHashMap<String, Object>();
    map.put("type", type);
    map.put(key, value);
    return map;
  }
}
