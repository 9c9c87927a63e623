package io.aimengine.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What a cluster needs to run the operator, as the chart renders it. `watched` is the one
/// namespace that the operator sees, "" for all; then nothing outside of namespaces is made, as an
/// administrator has installed the kinds. `image` is "" for the chart's own.
public record Installation(String namespace, String watched, String image, List<Long> gpuGroups) {
  /// Where the operator runs when nobody says otherwise.
  public static final String NAMESPACE = "aim-engine-system";

  /// What stands for the watched namespace in the rendered chart.
  private static final String WATCHED = "watched";

  private static final List<String> KINDS = List.of("aimendpoints", "aimrecipes", "aimcaches");

  public Installation {
    gpuGroups = List.copyOf(gpuGroups);
  }

  /// Every object, each after those that it needs.
  public List<JsonNode> objects() {
    var objects = new ArrayList<JsonNode>();
    if (watched.isEmpty()) {
      objects.add(ownNamespace());
      KINDS.forEach(kind -> objects.addAll(read("crds/" + kind)));
    }
    objects.addAll(read(watched.isEmpty() ? "everywhere" : "one-namespace"));
    objects.forEach(this::fit);
    return objects;
  }

  /// Nothing of ours needs more than the strictest Pod Security Standard allows.
  private JsonNode ownNamespace() {
    var object =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", "Namespace");
    object
        .putObject("metadata")
        .put("name", namespace)
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "aim-engine")
        .put("pod-security.kubernetes.io/enforce", "restricted");
    return object;
  }

  private void fit(JsonNode object) {
    moved(object.path("metadata"));
    object.path("subjects").forEach(this::moved);
    if (object.path("kind").asText().equals("Deployment")) {
      run((ObjectNode) object.at("/spec/template/spec/containers/0"));
    }
  }

  private void moved(JsonNode named) {
    switch (named.path("namespace").asText()) {
      case NAMESPACE -> ((ObjectNode) named).put("namespace", namespace);
      case WATCHED -> ((ObjectNode) named).put("namespace", watched);
      default -> {}
    }
  }

  private void run(ObjectNode container) {
    if (!image.isEmpty()) {
      container.put("image", image);
    }
    var args = (ArrayNode) container.get("args");
    for (var i = 0; i < args.size(); i++) {
      if (args.get(i).asText().equals("--watch-namespace=" + WATCHED)) {
        args.set(i, "--watch-namespace=" + watched);
      }
    }
    if (!gpuGroups.isEmpty()) {
      args.add(
          "--gpu-groups=" + String.join(",", gpuGroups.stream().map(String::valueOf).toList()));
    }
  }

  private static List<JsonNode> read(String name) {
    var file = name + ".yaml";
    try (var in = Installation.class.getResourceAsStream(file)) {
      var text =
          new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
      var read = Yaml.parse(file, text);
      if (!read.ok()) {
        throw new IllegalStateException(file + ": " + read.problems());
      }
      return read.documents().stream().map(YamlNode::toJson).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
