package io.aimengine.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.explain.Bundle.Source;
import io.aimengine.plan.Inventory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// `bundle.json`: the inputs of a decision.
final class BundleJson {
  private BundleJson() {}

  static ObjectNode write(Bundle bundle) {
    var json = JsonNodeFactory.instance.objectNode().put("program", bundle.program());
    var sources = json.putArray("sources");
    for (var source : bundle.sources()) {
      sources
          .addObject()
          .put("kind", source.kind().name().toLowerCase(Locale.ROOT))
          .put("name", source.name())
          .put("text", source.text());
    }
    var options = json.putObject("options");
    bundle.options().forEach((name, values) -> values.forEach(options.withArray(name)::add));
    var recipes = json.putObject("recipes");
    bundle.recipes().forEach(recipes::put);
    var paths = json.putArray("model_paths");
    bundle.modelPaths().forEach(paths::add);
    inventory(json.putObject("inventory"), bundle.inventory());
    return json;
  }

  private static void inventory(ObjectNode json, Inventory inventory) {
    json.put("source", inventory.source());
    if (inventory.otherGpus()) {
      json.put("other_gpus", true);
    }
    var nodes = json.putArray("nodes");
    for (var node : inventory.nodes()) {
      var one = nodes.addObject();
      one.put("name", node.name()).put("cpus", node.cpus()).put("memory_bytes", node.memoryBytes());
      var devices = one.putArray("devices");
      for (var device : node.devices()) {
        devices
            .addObject()
            .put("accelerator", device.accelerator().name())
            .put("total", device.total())
            .put("free", device.free())
            .put("memory_gib", device.memoryGib())
            .put("partition", device.partition());
      }
    }
  }

  /// IllegalArgumentException when something is missing.
  static Bundle read(JsonNode json, Catalog catalog, CatalogBytes pack, String decision) {
    return new Bundle(
        text(json, "program"),
        list(json, "sources", BundleJson::source),
        options(json.path("options")),
        texts(json.path("recipes")),
        list(json, "model_paths", JsonNode::asText),
        inventory(json.path("inventory"), catalog),
        pack,
        decision);
  }

  private static Source source(JsonNode json) {
    var kind = text(json, "kind").toUpperCase(Locale.ROOT);
    return new Source(Source.Kind.valueOf(kind), text(json, "name"), json.path("text").asText());
  }

  private static Map<String, List<String>> options(JsonNode json) {
    var options = new LinkedHashMap<String, List<String>>();
    json.properties()
        .forEach(option -> {
          var values = new ArrayList<String>();
          option.getValue().forEach(value -> values.add(value.asText()));
          options.put(option.getKey(), values);
        });
    return options;
  }

  private static Map<String, String> texts(JsonNode json) {
    var texts = new LinkedHashMap<String, String>();
    json.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static Inventory inventory(JsonNode json, Catalog catalog) {
    return new Inventory(
        list(json, "nodes", node -> node(node, catalog)),
        text(json, "source"),
        json.path("other_gpus").asBoolean());
  }

  private static Inventory.Node node(JsonNode json, Catalog catalog) {
    return new Inventory.Node(
        text(json, "name"),
        json.path("cpus").asDouble(),
        json.path("memory_bytes").asLong(),
        list(
            json,
            "devices",
            device ->
                new Inventory.Devices(
                    accelerator(device, catalog),
                    device.path("total").asInt(),
                    device.path("free").asInt(),
                    device.path("memory_gib").asDouble(),
                    device.path("partition").asText())));
  }

  private static Accelerator accelerator(JsonNode device, Catalog catalog) {
    var name = text(device, "accelerator");
    return catalog
        .accelerator(name)
        .orElseThrow(() -> new IllegalArgumentException("no accelerator " + name));
  }

  private static String text(JsonNode json, String key) {
    if (!json.path(key).isTextual()) {
      throw new IllegalArgumentException("no " + key);
    }
    return json.path(key).asText();
  }

  private static <T> List<T> list(JsonNode json, String key, Function<JsonNode, T> read) {
    if (!json.path(key).isArray()) {
      throw new IllegalArgumentException("no " + key);
    }
    var items = new ArrayList<T>();
    json.path(key).forEach(item -> items.add(read.apply(item)));
    return items;
  }
}
