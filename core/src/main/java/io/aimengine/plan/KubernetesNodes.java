package io.aimengine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Nodes as `kubectl get nodes -o yaml` prints them. Cordoned, NotReady and tainted ones are left
/// out with a note. `held` is what pods hold by node and extended resource; pods are not in that
/// output, so without it what is allocatable counts as free.
final class KubernetesNodes {
  private static final int MOST = 10_000;

  private final Catalog catalog;
  private final List<Node> nodes;
  private final List<Problem> problems;
  private final Map<String, Map<String, Integer>> held;
  private boolean leftOutGpus;

  KubernetesNodes(Catalog catalog, List<Node> nodes, List<Problem> problems) {
    this(catalog, nodes, problems, Map.of());
  }

  KubernetesNodes(
      Catalog catalog,
      List<Node> nodes,
      List<Problem> problems,
      Map<String, Map<String, Integer>> held) {
    this.catalog = catalog;
    this.nodes = nodes;
    this.problems = problems;
    this.held = held;
  }

  /// Whether a node that was left out has GPUs.
  boolean leftOutGpus() {
    return leftOutGpus;
  }

  void read(YamlNode document) {
    var json = document.toJson();
    if (json.path("kind").asText().endsWith("List")) {
      var count = 0;
      for (var item : json.path("items")) {
        if (count++ < MOST) {
          node(item);
        }
      }
    } else if (json.path("kind").asText().equals("Node")) {
      node(json);
    } else {
      say(
          Problem.error(
              "inventory.kind",
              "kind",
              document.mark(),
              "kind " + json.path("kind").asText() + " is no node",
              "give the output of kubectl get nodes -o yaml"));
    }
  }

  void node(JsonNode json) {
    var name = json.path("metadata").path("name").asText("node-" + nodes.size());
    if (!json.path("kind").asText("Node").equals("Node")) {
      return;
    }
    var out = unusable(json);
    if (out.isPresent()) {
      leftOutGpus |= NodeGpus.areOn(json);
      say(
          Problem.note(
              "inventory.left-out",
              name,
              Mark.NONE,
              "node " + name + " is left out: " + out.get(),
              ""));
      return;
    }
    var allocatable = json.path("status").path("allocatable");
    var cpus = Quantities.parse(allocatable.path("cpu").asText("0")).orElse(0);
    var memory = Quantities.parse(allocatable.path("memory").asText("0")).orElse(0);
    var known = problems.size();
    var gpus = new NodeGpus(catalog, name, json, held.getOrDefault(name, Map.of())).read(problems);
    if (problems.size() > known) {
      leftOutGpus = true;
      return; // the warning says which GPU nobody knows; the other nodes can still serve
    }
    var devices = new ArrayList<>(gpus.devices());
    if (!gpus.present()) {
      catalog
          .accelerator("cpu")
          .ifPresent(cpu -> devices.add(new Devices(cpu, 1, 1, memory / Overheads.GIB, "")));
    }
    nodes.add(new Node(name, cpus, (long) memory, devices));
  }

  private static Optional<String> unusable(JsonNode json) {
    if (json.path("spec").path("unschedulable").asBoolean(false)) {
      return Optional.of("cordoned");
    }
    for (var condition : json.path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")
          && !condition.path("status").asText().equals("True")) {
        return Optional.of("not Ready");
      }
    }
    for (var taint : json.path("spec").path("taints")) {
      var key = taint.path("key").asText();
      var keepsOut = taint.path("effect").asText().startsWith("No");
      if (keepsOut && !key.equals("amd.com/gpu")) {
        return Optional.of("tainted " + key + ":" + taint.path("effect").asText());
      }
    }
    return Optional.empty();
  }

  private void say(Problem problem) {
    problems.add(problem);
  }
}
