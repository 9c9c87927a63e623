package io.aimengine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.catalog.Catalog;
import io.aimengine.operator.LiveCluster;
import io.aimengine.plan.Inventory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A cluster at a glance: its GPUs by type, and its endpoints by phase.
record ClusterOverview(Map<String, int[]> gpus, Map<String, Integer> phases) implements View {
  /// Total and free, by accelerator.
  static ClusterOverview of(KubeLook look, Catalog catalog) {
    var inventory = new LiveCluster(look.client(), catalog).inventory(Set.of()).inventory();
    var phases = new TreeMap<String, Integer>();
    for (var endpoint : look.all(KubeKind.ENDPOINT, true)) {
      phases.merge(endpoint.at("/status/phase").asText("Pending"), 1, Integer::sum);
    }
    return new ClusterOverview(gpus(inventory), phases);
  }

  private static Map<String, int[]> gpus(Inventory inventory) {
    var gpus = new TreeMap<String, int[]>();
    for (var node : inventory.nodes()) {
      for (var devices : node.devices()) {
        var sums = gpus.computeIfAbsent(devices.accelerator().name(), _ -> new int[4]);
        sums[0]++;
        sums[1] += devices.total();
        sums[2] += devices.free();
        sums[3] = Math.max(sums[3], devices.free());
      }
    }
    return gpus;
  }

  @Override
  public JsonNode json() {
    var json = JsonNodeFactory.instance.objectNode();
    var array = json.putArray("accelerators");
    gpus.forEach((name, sums) ->
        array
            .addObject()
            .put("accelerator", name)
            .put("nodes", sums[0])
            .put("total", sums[1])
            .put("free", sums[2])
            .put("largest_free_block", sums[3]));
    var endpoints = json.putObject("endpoints");
    phases.forEach(endpoints::put);
    return json;
  }

  @Override
  public void print(Terminal terminal) {
    var table =
        new Table(
            "No node with a known GPU that takes work.",
            "Accelerator",
            "Nodes",
            "GPUs",
            "Free",
            "Largest free block");
    gpus.forEach((name, sums) -> table.row(name, sums[0], sums[1], sums[2], sums[3]));
    table.print(terminal);
    terminal.line("");
    var words = List.copyOf(phases.entrySet()).stream().map(e -> e.getValue() + " " + e.getKey());
    terminal.line(
        phases.isEmpty() ? "No endpoints." : "Endpoints: " + String.join(", ", words.toList()));
  }
}
