package io.aimengine.render;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// A Grafana dashboard of one endpoint in a ConfigMap, with the label by which Grafana's sidecar
/// finds it. The JSON is what an import takes: the dashboard itself, its data source a variable.
final class Dashboard {
  private static final String FOUND_BY = "grafana_dashboard";
  private static final int WIDTH = 12;
  private static final int HEIGHT = 8;

  /// Of Grafana 10.
  private static final int SCHEMA = 39;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DefaultPrettyPrinter PRINTER = printer();

  private Dashboard() {}

  static ConfigMap of(Rendering rendering) {
    var name = ObjectNames.dashboard(rendering.name());
    var meta = Labels.meta(rendering, name, "dashboard");
    meta.getLabels().put(FOUND_BY, "1");
    return new ConfigMapBuilder()
        .withMetadata(meta)
        .addToData(rendering.namespace() + "-" + rendering.name() + ".json", text(rendering))
        .build();
  }

  private static String text(Rendering rendering) {
    try {
      return JSON.writer(PRINTER).writeValueAsString(json(rendering)) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode json(Rendering rendering) {
    var spec = rendering.plan().spec();
    var place = rendering.namespace() + "/" + rendering.name();
    var root = JsonNodeFactory.instance.objectNode();
    root.put("uid", UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString());
    root.put("title", spec.monitoring().grafana().dashboard().orElse("AIM endpoint " + place));
    root.put("description", spec.model().id() + " by " + rendering.launch().engine().label());
    root.putArray("tags").add("aim-engine");
    root.put("schemaVersion", SCHEMA).put("editable", true).put("refresh", "30s");
    root.putObject("time").put("from", "now-1h").put("to", "now");
    root.putObject("templating")
        .putArray("list")
        .addObject()
        .put("name", "datasource")
        .put("label", "Data source")
        .put("type", "datasource")
        .put("query", "prometheus");
    var panels = root.putArray("panels");
    var queries = new Queries(rendering);
    for (var panel : chosen(rendering)) {
      panels.add(panel(panel, queries, panels.size()));
    }
    return root;
  }

  /// Those that the manifest names, else all; only those that have something to show.
  private static List<Panel> chosen(Rendering rendering) {
    var named = rendering.plan().spec().monitoring().metrics();
    var queries = new Queries(rendering);
    return Panel.ALL.stream()
        .filter(panel -> named.isEmpty() || named.contains(panel.id()))
        .filter(panel -> rendering.onGpu() || !panel.ofGpu())
        .filter(panel -> !panel.lines(queries).isEmpty())
        .toList();
  }

  private static ObjectNode panel(Panel panel, Queries queries, int index) {
    var node = JsonNodeFactory.instance.objectNode();
    node.put("id", index + 1).put("type", "timeseries").put("title", panel.title());
    datasource(node);
    node.putObject("gridPos")
        .put("x", index % 2 * WIDTH)
        .put("y", index / 2 * HEIGHT)
        .put("w", WIDTH)
        .put("h", HEIGHT);
    var defaults = node.putObject("fieldConfig");
    defaults.putObject("defaults").put("unit", panel.unit()).put("min", 0);
    defaults.putArray("overrides");
    var targets = node.putArray("targets");
    panel
        .lines(queries)
        .forEach((legend, query) -> {
          var target = targets.addObject();
          datasource(target);
          target
              .put("refId", Character.toString('A' + targets.size() - 1))
              .put("expr", query)
              .put("legendFormat", legend);
        });
    return node;
  }

  private static void datasource(ObjectNode node) {
    node.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
  }

  private static DefaultPrettyPrinter printer() {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    return printer;
  }
}
