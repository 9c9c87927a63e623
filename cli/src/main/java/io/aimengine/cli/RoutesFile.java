package io.aimengine.cli;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.gateway.routing.Endpoint;
import io.aimengine.gateway.routing.Policy;
import io.aimengine.gateway.routing.Replica;
import io.aimengine.gateway.routing.Routes;
import io.aimengine.gateway.routing.Variant;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.net.URI;
import java.net.URISyntaxException;
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
          "name", "models", "servedModel", "engine", "replicas", "adapters", "fallbacks", "policy");

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
    fields
        .entries()
        .forEach((key, entry) -> {
          if (!FIELDS.contains(key)) {
            wrong(entry.keyMark(), key, "the field `" + key + "` is not known");
          }
        });
    var name = text(fields, "name").orElse("");
    if (name.isEmpty()) {
      wrong(fields.mark(), "name", "an endpoint needs a `name`");
    }
    var models = texts(fields, "models");
    var names = models.isEmpty() ? List.of(name) : models;
    var replicas = texts(fields, "replicas").stream().flatMap(r -> replica(fields, r).stream());
    var served = text(fields, "servedModel").orElse(names.getFirst());
    var engine = text(fields, "engine").orElse("");
    var variant = new Variant(name, engine, served, 1, replicas.toList());
    var adapters = texts(fields, "adapters");
    var fallbacks = texts(fields, "fallbacks");
    var policy = policy(fields);
    var plain = Endpoint.of(name, variant);
    return problems.size() > before
        ? Optional.empty()
        : Optional.of(
            new Endpoint(
                name,
                names,
                adapters,
                plain.variants(),
                plain.mirror(),
                fallbacks,
                policy,
                plain.limits(),
                false));
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
