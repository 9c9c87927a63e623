package io.aimengine.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads an inventory: our short form (`nodes: [{name, accelerator, count, free, cpu, memory}]`),
/// or what `kubectl get nodes -o yaml` (or json) prints.
public final class InventoryReader {
  private static final Pattern SHORTHAND =
      Pattern.compile("(?:(\\d{1,4})\\s*[xX*]\\s*)?([A-Za-z]\\w*)");

  private InventoryReader() {}

  /// `source` is what people read about where it came from.
  public static InventoryRead read(ParsedYaml yaml, Catalog catalog, String source) {
    var problems = new ArrayList<>(yaml.problems());
    var nodes = new ArrayList<Node>();
    var leftOutGpus = false;
    for (var document : yaml.documents()) {
      if (isKubernetes(document)) {
        var reader = new KubernetesNodes(catalog, nodes, problems);
        reader.read(document);
        leftOutGpus |= reader.leftOutGpus();
      } else {
        new ShortNodes(catalog, nodes, problems).read(document);
      }
    }
    if (nodes.isEmpty() && problems.stream().noneMatch(Problem::isError)) {
      problems.add(
          Problem.error(
              "inventory.empty",
              "nodes",
              Mark.file(source),
              "no usable node in " + source,
              "list nodes as {name, accelerator, count}"));
    }
    return new InventoryRead(new Inventory(nodes, source, leftOutGpus), problems);
  }

  /// Nodes of a cluster as its API has them; `held` is what pods hold, by node and extended
  /// resource (`amd.com/gpu`). A cluster without a usable node is an empty inventory.
  public static InventoryRead cluster(
      Iterable<JsonNode> nodes, Map<String, Map<String, Integer>> held, Catalog catalog) {
    var problems = new ArrayList<Problem>();
    var found = new ArrayList<Node>();
    var reader = new KubernetesNodes(catalog, found, problems, held);
    nodes.forEach(reader::node);
    return new InventoryRead(new Inventory(found, "the cluster", reader.leftOutGpus()), problems);
  }

  /// The shortest form, `8xMI300X`: one node of so many free devices.
  public static InventoryRead shorthand(String text, Catalog catalog) {
    var match = SHORTHAND.matcher(text.strip());
    var count = match.matches() && match.group(1) != null ? Integer.parseInt(match.group(1)) : 1;
    if (!match.matches() || count == 0) {
      return refused(
          text, "inventory.hardware", "\"" + text + "\" is no hardware", "write it as 8xMI300X");
    }
    var accelerator = catalog.accelerator(match.group(2));
    if (accelerator.isEmpty()) {
      var known = catalog.accelerators().stream().map(Accelerator::name).toList();
      return refused(
          text,
          "inventory.unknown-gpu",
          "the catalog does not know the accelerator " + match.group(2),
          "known: " + String.join(", ", known));
    }
    var memory = accelerator.get().memoryGib();
    var devices = new Devices(accelerator.get(), count, count, memory, "");
    var node = new Node("node", 0, 0, List.of(devices));
    return new InventoryRead(new Inventory(List.of(node), text.strip()), List.of());
  }

  private static InventoryRead refused(String text, String code, String message, String hint) {
    return new InventoryRead(
        new Inventory(List.of(), text),
        List.of(Problem.error(code, "hardware", Mark.NONE, message, hint)));
  }

  private static boolean isKubernetes(YamlNode document) {
    return document instanceof YamlNode.Mapping mapping
        && mapping.entries().containsKey("kind")
        && mapping.entries().containsKey("apiVersion");
  }
}
