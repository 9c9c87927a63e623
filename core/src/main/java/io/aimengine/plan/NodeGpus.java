package io.aimengine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory.Devices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The GPUs of one Kubernetes node: how many from its allocatable resources, which from the labels
/// of AMD's node labeller. The device id is the only label that names a GPU for sure.
final class NodeGpus {
  private static final List<String> PREFIXES = List.of("amd.com/gpu.", "beta.amd.com/gpu.");

  private final Catalog catalog;
  private final String node;
  private final Map<String, String> labels = new TreeMap<>();
  private final Map<String, Integer> resources = new TreeMap<>();
  private final Map<String, Integer> held;

  /// `present` says whether the node has AMD GPUs at all, known or not.
  record Found(boolean present, List<Devices> devices) {}

  NodeGpus(Catalog catalog, String node, JsonNode json, Map<String, Integer> held) {
    this.catalog = catalog;
    this.node = node;
    this.held = held;
    json.path("metadata")
        .path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    json.path("status")
        .path("allocatable")
        .properties()
        .forEach(r -> resource(r.getKey(), r.getValue().asText()));
  }

  /// Whether a node has AMD GPUs, as its resources or labels say.
  static boolean areOn(JsonNode json) {
    var amount = json.path("status").path("allocatable").properties().stream();
    var labels = json.path("metadata").path("labels").properties().stream();
    return amount.anyMatch(
            r -> r.getKey().startsWith("amd.com/") && !r.getValue().asText().equals("0"))
        || labels.anyMatch(
            label -> PREFIXES.stream().anyMatch(p -> label.getKey().startsWith(p + "device-id")));
  }

  private void resource(String key, String amount) {
    if (key.startsWith("amd.com/")) {
      var name = key.substring("amd.com/".length());
      var count = Quantities.parse(amount).orElse(0);
      if (name.equals("gpu") || Partitions.isName(name)) {
        resources.put(name, (int) Math.min(count, 1_000));
      }
    }
  }

  Found read(List<Problem> problems) {
    var allocatable = resources.values().stream().mapToInt(Integer::intValue).sum();
    var ids = ids();
    if (allocatable == 0) {
      return new Found(!ids.isEmpty(), List.of());
    }
    if (ids.isEmpty()) {
      var named = byProductName();
      if (named.isEmpty()) {
        problems.add(
            unknown(
                "node " + node + " has " + allocatable + " AMD GPUs and no label that says which",
                label("product-name")));
        return new Found(true, List.of());
      }
      return new Found(true, devices(named.get(), label("product-name").orElse("")));
    }
    var found = new ArrayList<Devices>();
    var missing = ids.values().stream().mapToInt(Integer::intValue).sum() - allocatable;
    ids.forEach((id, count) -> {
      var accelerator = catalog.acceleratorByDeviceId(id);
      if (accelerator.isEmpty()) {
        problems.add(
            unknown(
                "node " + node + " has a GPU that the catalog does not know",
                Optional.of("amd.com/gpu.device-id " + id)));
      } else if (ids.size() == 1) {
        found.addAll(devices(accelerator.get(), ""));
      } else {
        found.add(mixed(accelerator.get(), count - Math.max(0, missing)));
      }
    });
    return new Found(true, found);
  }

  /// Devices of a node with one kind of GPU: one entry per resource name.
  private List<Devices> devices(Accelerator accelerator, String product) {
    var found = new ArrayList<Devices>();
    resources.forEach((name, count) -> {
      if (count > 0) {
        var partition = name.equals("gpu") ? partitionLabel() : whole(name);
        found.add(
            new Devices(
                accelerator,
                count,
                free(name, count),
                memory(accelerator, partition),
                partition,
                "amd.com/" + name,
                product));
      }
    });
    return found;
  }

  /// Labels of a mixed node count each kind; when some are not allocatable nobody says of which
  /// kind, so all of them are taken off each.
  private Devices mixed(Accelerator accelerator, int count) {
    var left = Math.max(0, count);
    return new Devices(accelerator, left, free("gpu", left), accelerator.memoryGib(), "");
  }

  /// What pods do not hold; nobody says which kind of a mixed node a pod holds, so all of it is
  /// taken off each.
  private int free(String resource, int count) {
    return Math.max(0, count - held.getOrDefault("amd.com/" + resource, 0));
  }

  /// Device ids with their counts; a plain label stands for all devices.
  private Map<String, Integer> ids() {
    var ids = new TreeMap<String, Integer>();
    for (var prefix : PREFIXES) {
      var plain = labels.get(prefix + "device-id");
      if (plain != null && ids.isEmpty()) {
        ids.put(plain.toLowerCase(Locale.ROOT), 0);
      }
      if (ids.isEmpty()) {
        var counted = prefix + "device-id.";
        labels.forEach((key, value) -> {
          if (key.startsWith(counted)) {
            var id = key.substring(counted.length()).toLowerCase(Locale.ROOT);
            ids.put(id, (int) Math.min(1_000, Quantities.parse(value).orElse(0)));
          }
        });
      }
    }
    return ids;
  }

  private Optional<Accelerator> byProductName() {
    var product = label("product-name").orElse("").toUpperCase(Locale.ROOT).split("[_ ]");
    for (var word : product) {
      var found = catalog.accelerator(word);
      if (found.isPresent() && found.get().kind() == Accelerator.Kind.GPU) {
        return found;
      }
    }
    return Optional.empty();
  }

  private String partitionLabel() {
    return whole(label("compute-memory-partition").orElse("").toLowerCase(Locale.ROOT));
  }

  /// A GPU that is not cut has no partition, whatever its memory mode.
  private static String whole(String partition) {
    return Partitions.count(partition) > 1 ? partition : "";
  }

  /// The labelled memory is the bank of one partition; under NPS1 partitions share one bank.
  private double memory(Accelerator accelerator, String partition) {
    var labelled =
        label("vram").map(v -> Quantities.parse(v.replaceFirst("(?i)gi?b?$", "")).orElse(0));
    if (labelled.isEmpty() || labelled.get() <= 0 || labelled.get() > 4096) {
      return Partitions.memoryGib(accelerator, partition);
    }
    return partition.endsWith("nps1")
        ? labelled.get() / Partitions.count(partition)
        : labelled.get();
  }

  private Optional<String> label(String name) {
    return PREFIXES.stream()
        .map(prefix -> Optional.ofNullable(labels.get(prefix + name)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Problem unknown(String message, Optional<String> seen) {
    return Problem.warning(
        "inventory.unknown-gpu",
        "metadata.labels",
        Mark.NONE,
        message + seen.map(s -> ": " + s).orElse("") + "; the node is left out",
        "AMD's node labeller sets amd.com/gpu.device-id; add an accelerator with that id to the catalog");
  }
}
