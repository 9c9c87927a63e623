package io.aimengine.cli;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Limits;
import io.aimengine.gateway.routing.Mirror;
import io.aimengine.gateway.routing.Policy;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads a file of routes: a list `endpoints`, each with a name, the models it answers to, and its
/// replicas' addresses (`docs/GATEWAY.md`). All mistakes at once.
final class RoutesFile {
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "models",
          "servedModel",
          "engine",
          "replicas",
          "engines",
          "adapters",
          "fallbacks",
          "policy",
          "limits",
          "mirror");
  private static final Set<String> ENGINE_FIELDS =
      Set.of("engine", "servedModel", "replicas", "weight");
  private static final Set<String> LIMIT_FIELDS = Set.of("concurrent", "held", "hold");
  private static final Set<String> MIRROR_FIELDS = Set.of("engine", "percent");

  private final String file;
  private final List<Problem> problems = new ArrayList<>();

  /// What was read; no routes when there are errors among the problems.
  record Read(Optional<Routes> routes, List<Problem> problems) {}

  private RoutesFile(String file) {
    this.file = file;
  }

  static Read read(String file, String text) {
    return new RoutesFile(file).read(text);
  }

  private Read read(String text) {
    var parsed = Yaml.parse(file, text);
    problems.addAll(parsed.problems());
    var endpoints = new ArrayList<Endpoint>();
    if (parsed.ok()) {
      var document = parsed.documents().size() == 1 ? parsed.documents().getFirst() : null;
      if (document instanceof YamlNode.Mapping top
          && top.get("endpoints").orElse(null) instanceof YamlNode.Sequence list) {
        list.items().forEach(item -> endpoint(item).ifPresent(endpoints::add));
      } else {
        wrong(Mark.file(file), "endpoints", "a list `endpoints` is wanted");
      }
    }
    return problems.stream().anyMatch(Problem::isError)
        ? new Read(Optional.empty(), List.copyOf(problems))
        : new Read(Optional.of(Routes.of(endpoints)), List.copyOf(problems));
  }

  private Optional<Endpoint> endpoint(YamlNode item) {
    if (!(item instanceof YamlNode.Mapping fields)) {
      wrong(item.mark(), "endpoints", "an endpoint is a mapping with `name` and `replicas`");
      return Optional.empty();
    }
    var before = problems.size();
    known(fields, FIELDS);
    var name = text(fields, "name").orElse("");
    if (name.isEmpty()) {
      wrong(fields.mark(), "name", "an endpoint needs a `name`");
    }
    var models = texts(fields, "models");
    var names = models.isEmpty() ? List.of(name) : models;
    var served = text(fields, "servedModel").orElse(names.getFirst());
    var variants = variants(fields, name, served);
    var limits = limits(fields);
    var mirror = mirror(fields, variants);
    var adapters = texts(fields, "adapters");
    var fallbacks = texts(fields, "fallbacks");
    var policy = policy(fields);
    return problems.size() > before
        ? Optional.empty()
        : Optional.of(
            new Endpoint(
                name, names, adapters, variants, mirror, fallbacks, policy, limits, false));
  }

  private void known(YamlNode.Mapping fields, Set<String> names) {
    fields
        .entries()
        .forEach((key, entry) -> {
          if (!names.contains(key)) {
            wrong(entry.keyMark(), key, "the field `" + key + "` is not known");
          }
        });
  }

  /// Those of `engines`, else one of the endpoint's own fields.
  private List<Variant> variants(YamlNode.Mapping fields, String name, String served) {
    var node = fields.get("engines");
    if (node.isEmpty()) {
      return List.of(variant(fields, name, text(fields, "engine").orElse(""), served));
    }
    if (!(node.get() instanceof YamlNode.Sequence list)
        || !list.items().stream().allMatch(YamlNode.Mapping.class::isInstance)) {
      wrong(node.get().mark(), "engines", "`engines` is a list of mappings");
      return List.of();
    }
    if (fields.get("replicas").isPresent() || fields.get("engine").isPresent()) {
      wrong(fields.mark(), "engines", "`engines` have `engine` and `replicas` each");
    }
    var variants = new ArrayList<Variant>();
    for (var item : list.items()) {
      var engine = (YamlNode.Mapping) item;
      known(engine, ENGINE_FIELDS);
      var called = text(engine, "engine").orElse("");
      if (called.isEmpty() || variants.stream().anyMatch(v -> v.name().equals(called))) {
        wrong(engine.mark(), "engine", "each of `engines` has an `engine` of its own");
      }
      variants.add(variant(engine, called, called, text(engine, "servedModel").orElse(served)));
    }
    return variants;
  }

  private Variant variant(YamlNode.Mapping fields, String name, String engine, String served) {
    var replicas = texts(fields, "replicas").stream().flatMap(r -> replica(fields, r).stream());
    return new Variant(name, engine, served, number(fields, "weight", 0, 1), replicas.toList());
  }

  private Limits limits(YamlNode.Mapping fields) {
    return part(fields, "limits", LIMIT_FIELDS).map(this::limitsOf).orElse(Limits.DEFAULT);
  }

  private Limits limitsOf(YamlNode.Mapping limits) {
    var usual = Limits.DEFAULT;
    return new Limits(
        number(limits, "concurrent", 1, usual.concurrent()),
        number(limits, "held", 0, usual.held()),
        Duration.ofSeconds(number(limits, "hold", 0, (int) usual.hold().toSeconds())));
  }

  private Optional<Mirror> mirror(YamlNode.Mapping fields, List<Variant> variants) {
    return part(fields, "mirror", MIRROR_FIELDS).flatMap(mirror -> mirrorOf(mirror, variants));
  }

  private Optional<Mirror> mirrorOf(YamlNode.Mapping mirror, List<Variant> variants) {
    var engine = text(mirror, "engine").orElse("");
    var percent = number(mirror, "percent", 1, 100);
    if (percent > 100 || variants.stream().noneMatch(v -> v.name().equals(engine))) {
      wrong(mirror.mark(), "mirror", "`mirror` names one of `engines` and at most 100 percent");
      return Optional.empty();
    }
    return Optional.of(new Mirror(engine, percent));
  }

  private Optional<YamlNode.Mapping> part(
      YamlNode.Mapping fields, String field, Set<String> names) {
    var node = fields.get(field);
    if (node.isPresent() && node.get() instanceof YamlNode.Mapping part) {
      known(part, names);
      return Optional.of(part);
    }
    node.ifPresent(other -> wrong(other.mark(), field, "`" + field + "` is a mapping"));
    return Optional.empty();
  }

  private int number(YamlNode.Mapping fields, String field, int least, int otherwise) {
    var text = text(fields, field);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("[0-9]{1,7}") || Integer.parseInt(text.get()) < least) {
      wrong(fields.mark(), field, "`" + field + "` is a whole number from " + least + " on");
      return otherwise;
    }
    return Integer.parseInt(text.get());
  }

  private Policy policy(YamlNode.Mapping fields) {
    var text = text(fields, "policy").orElse("automatic");
    try {
      return Policy.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      wrong(
          fields.mark(),
          "policy",
          "the policy `" + text + "` is none of automatic, least-outstanding, prefix-aware");
      return Policy.AUTOMATIC;
    }
  }

  /// `http://host:port`, or without the scheme.
  private Optional<Replica> replica(YamlNode.Mapping fields, String address) {
    try {
      var uri = new URI(address.contains("://") ? address : "http://" + address);
      var plain = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0 && plain) {
        var host = uri.getHost().replaceAll("[\\[\\]]", "");
        return Optional.of(Replica.ready(uri.getHost() + ":" + uri.getPort(), host, uri.getPort()));
      }
    } catch (URISyntaxException e) {
      // told below
    }
    wrong(fields.mark(), "replicas", "`" + address + "` is no http://HOST:PORT");
    return Optional.empty();
  }

  private Optional<String> text(YamlNode.Mapping fields, String field) {
    var node = fields.get(field);
    if (node.isPresent() && !(node.get() instanceof YamlNode.Scalar)) {
      wrong(node.get().mark(), field, "`" + field + "` is a text");
      return Optional.empty();
    }
    return node.map(value -> value.toJson().asText());
  }

  private List<String> texts(YamlNode.Mapping fields, String field) {
    var node = fields.get(field);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof YamlNode.Sequence list
        && list.items().stream().allMatch(YamlNode.Scalar.class::isInstance)) {
      return list.items().stream().map(item -> item.toJson().asText()).toList();
    }
    wrong(node.get().mark(), field, "`" + field + "` is a list of texts");
    return List.of();
  }

  private void wrong(Mark mark, String path, String message) {
    problems.add(Problem.error("gateway.routes", path, mark, message, "See docs/GATEWAY.md."));
  }
}
