package io.aimengine.plan;

import io.aimengine.api.Mark;
import io.aimengine.api.Nearest;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Mapping;
import io.aimengine.yaml.YamlNode.Scalar;
import io.aimengine.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Nodes in the short form that people write by hand.
final class ShortNodes {
  private static final List<String> DEVICE =
      List.of("accelerator", "count", "free", "memoryGib", "partition", "resource");
  private static final List<String> NODE =
      List.of(
          "name",
          "cpu",
          "memory",
          "devices",
          "accelerator",
          "count",
          "free",
          "memoryGib",
          "partition",
          "resource");

  private final Catalog catalog;
  private final List<Node> nodes;
  private final List<Problem> problems;

  ShortNodes(Catalog catalog, List<Node> nodes, List<Problem> problems) {
    this.catalog = catalog;
    this.nodes = nodes;
    this.problems = problems;
  }

  void read(YamlNode document) {
    if (document instanceof Mapping(var entries, _)
        && entries.get("nodes") != null
        && entries.get("nodes").value() instanceof Sequence(var items, _)) {
      for (var i = 0; i < items.size(); i++) {
        node(items.get(i), "nodes[" + i + "]");
      }
      return;
    }
    say(
        "inventory.shape",
        "",
        document.mark(),
        "an inventory is a mapping with a list of nodes",
        "nodes: [{name: a, accelerator: MI300X, count: 8}], or the output of kubectl get nodes -o yaml");
  }

  private void node(YamlNode item, String path) {
    if (!(item instanceof Mapping mapping)) {
      say(
          "inventory.shape",
          path,
          item.mark(),
          "a node is a mapping",
          "{name: a, accelerator: MI300X, count: 8}");
      return;
    }
    known(mapping, NODE, path);
    var name = text(mapping, "name").orElse("node-" + nodes.size());
    if (nodes.stream().anyMatch(n -> n.name().equals(name))) {
      say("inventory.duplicate", path + ".name", mapping.mark(), "two nodes are named " + name, "");
      return;
    }
    var cpus = quantity(mapping, "cpu", path);
    var memory = quantity(mapping, "memory", path);
    var devices = new ArrayList<Devices>();
    if (mapping.entries().containsKey("accelerator")) {
      devices(mapping, path, memory).ifPresent(devices::add);
    }
    var more = mapping.entries().get("devices");
    if (more != null && more.value() instanceof Sequence(var items, _)) {
      for (var i = 0; i < items.size(); i++) {
        var at = path + ".devices[" + i + "]";
        if (items.get(i) instanceof Mapping device) {
          known(device, DEVICE, at);
          devices(device, at, memory).ifPresent(devices::add);
        }
      }
    }
    if (devices.isEmpty() && more == null && !mapping.entries().containsKey("accelerator")) {
      processors(memory).ifPresent(devices::add);
    }
    nodes.add(new Node(name, cpus, (long) memory, devices));
  }

  private Optional<Devices> devices(Mapping mapping, String path, double memory) {
    var name = text(mapping, "accelerator").orElse("");
    var found = catalog.accelerator(name);
    if (found.isEmpty()) {
      var names = catalog.accelerators().stream().map(Accelerator::name).toList();
      say(
          "inventory.unknown-gpu",
          path + ".accelerator",
          mapping.mark(),
          "the catalog does not know the accelerator "
              + (name.isEmpty() ? "that is not named" : name),
          Nearest.of(name, names)
              .map(n -> "did you mean " + n + "?")
              .orElse("known: " + String.join(", ", names)));
      return Optional.empty();
    }
    var accelerator = found.get();
    if (accelerator.kind() == Accelerator.Kind.CPU) {
      return processors(memory);
    }
    var count = (int) Math.min(10_000, number(mapping, "count", path, 1));
    var free = (int) Math.min(10_000, number(mapping, "free", path, count));
    if (free > count) {
      say(
          "inventory.free",
          path + ".free",
          mapping.mark(),
          free + " of " + count + " devices cannot be free",
          "");
      return Optional.empty();
    }
    var partition = text(mapping, "partition").orElse("");
    var gib = number(mapping, "memoryGib", path, Partitions.memoryGib(accelerator, partition));
    var resource = text(mapping, "resource").orElse(Devices.GPU);
    return Optional.of(new Devices(accelerator, count, free, gib, partition, resource, ""));
  }

  private Optional<Devices> processors(double memory) {
    return catalog
        .accelerator("cpu")
        .map(cpu -> new Devices(cpu, 1, 1, memory / Overheads.GIB, ""));
  }

  private void known(Mapping mapping, List<String> fields, String path) {
    for (var entry : mapping.entries().values()) {
      if (!fields.contains(entry.key())) {
        say(
            "inventory.unknown-field",
            path + "." + entry.key(),
            entry.keyMark(),
            "a node has no field " + entry.key(),
            Nearest.of(entry.key(), fields)
                .map(n -> "did you mean " + n + "?")
                .orElse("fields: " + String.join(", ", fields)));
      }
    }
  }

  private double quantity(Mapping mapping, String field, String path) {
    var text = text(mapping, field);
    var value = Quantities.parse(text.orElse("0"));
    if (value.isEmpty()) {
      say(
          "inventory.quantity",
          path + "." + field,
          mapping.mark(),
          text.orElse("") + " is no quantity",
          "write 64, 512Gi or 2Ti");
    }
    return value.orElse(0);
  }

  private double number(Mapping mapping, String field, String path, double whenAbsent) {
    var entry = Optional.ofNullable(mapping.entries().get(field));
    if (entry.isEmpty()) {
      return whenAbsent;
    }
    var value =
        entry.get().value() instanceof Scalar s
            ? Quantities.parse(s.text())
            : OptionalDouble.empty();
    if (value.isEmpty()) {
      say(
          "inventory.number",
          path + "." + field,
          entry.get().value().mark(),
          field + " is a number",
          "");
    }
    return value.orElse(whenAbsent);
  }

  private static Optional<String> text(Mapping mapping, String field) {
    return Optional.ofNullable(mapping.entries().get(field))
        .map(YamlNode.Entry::value)
        .filter(Scalar.class::isInstance)
        .map(value -> ((Scalar) value).text().strip());
  }

  private void say(String code, String path, Mark mark, String message, String hint) {
    problems.add(Problem.error(code, path, mark, message, hint));
  }
}
