package io.aimengine.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.plan.Inventory;
import io.aimengine.plan.InventoryReader;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// A folder with an endpoint, what there is (`inventory.yaml`), and what the cluster has besides
/// (`cluster.yaml`, not always).
record RenderCase(Path folder) {
  private static final Path CASES = Path.of("src/test/resources/render");
  private static final Catalog CATALOG = Catalogs.builtin();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Dump YAML =
      new Dump(
          DumpSettings.builder()
              .setDefaultFlowStyle(FlowStyle.BLOCK)
              .setExplicitStart(true)
              .setWidth(100)
              .build());

  static Stream<RenderCase> all() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.sorted().map(RenderCase::new).toList().stream();
    }
  }

  static RenderCase named(String name) {
    return new RenderCase(CASES.resolve(name));
  }

  @Override
  public String toString() {
    return String.valueOf(folder.getFileName());
  }

  Inventory inventory() {
    var read = InventoryReader.read(yaml("inventory.yaml"), CATALOG, "inventory.yaml");
    if (!read.problems().stream().allMatch(p -> p.severity() == Problem.Severity.NOTE)) {
      throw new IllegalStateException(this + ": " + read.problems());
    }
    return read.inventory();
  }

  Rendering rendering() {
    return rendering(inventory());
  }

  Rendering rendering(Inventory inventory) {
    return tried(rendering(yaml("endpoint.yaml"), inventory, cluster()));
  }

  /// With a canary, where `cluster.yaml` has one that is tried.
  private Rendering tried(Rendering rendering) {
    var split = facts().path("split");
    return split.isMissingNode()
        ? rendering
        : rendering.split(
            new TrafficSplit(
                split.path("stable").asText(),
                split.path("canary").asText(),
                split.path("percent").asInt()));
  }

  Rendering rendering(Cluster cluster) {
    return rendering(yaml("endpoint.yaml"), inventory(), cluster);
  }

  /// A manifest of a test's own on the case's hardware.
  Rendering rendering(String manifest) {
    return rendering(Yaml.parse("endpoint.yaml", manifest), inventory(), cluster());
  }

  private static Rendering rendering(ParsedYaml endpoint, Inventory inventory, Cluster cluster) {
    var normalized = EndpointNormalizer.normalize(endpoint);
    var spec =
        normalized
            .spec()
            .orElseThrow(() -> new IllegalStateException(normalized.problems().toString()));
    var outcome =
        new EndpointPipeline(CATALOG)
            .run(spec, inventory, List.of(), Optional.empty(), Renderer.launchOptions(cluster));
    var launch =
        outcome
            .launch()
            .orElseThrow(() -> new IllegalStateException(spec.name() + " " + outcome.problems()));
    var plan = ((PlanResult.Planned) outcome.result()).plan();
    var room = inventory.room(plan.candidate().accelerator(), plan.candidate().gpuCount());
    return new Rendering(plan, launch, plan.replicas(), room > plan.replicas(), cluster);
  }

  Cluster cluster() {
    var cluster = Cluster.plain();
    var facts = facts();
    if (facts.isMissingNode()) {
      return cluster;
    }
    var kinds = new HashSet<String>();
    facts.path("kinds").forEach(kind -> kinds.add(kind.asText()));
    if (kinds.remove("all")) {
      Arrays.stream(OptionalKind.values()).forEach(kind -> kinds.add(kind.id()));
    }
    cluster =
        cluster
            .kinds(kinds)
            .groups(stream(facts.path("gpuGroups")).map(JsonNode::asLong).toList())
            .scaler(Scaler.parse(facts.path("scaler").asText("builtin")).orElseThrow());
    if (facts.has("gateway")) {
      var routing = Routing.to(facts.path("gateway").asText());
      cluster = cluster.routing(routing.path(facts.path("path").asText(Routing.PATH)));
    }
    return facts.path("kserve").asBoolean() ? cluster.throughKServe() : cluster;
  }

  private JsonNode facts() {
    return Files.exists(folder.resolve("cluster.yaml"))
        ? yaml("cluster.yaml").documents().getFirst().toJson()
        : JsonNodeFactory.instance.missingNode();
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  static JsonNode json(RenderedObjects rendered, String kind) {
    return rendered.objects().stream()
        .filter(object -> object.getKind().equals(kind))
        .findFirst()
        .map(object -> JSON.<JsonNode>valueToTree(object))
        .orElse(JsonNodeFactory.instance.missingNode());
  }

  /// The objects as YAML, what was said of them as comments before.
  static String text(RenderedObjects rendered) {
    var problems =
        rendered.problems().stream()
            .map(p ->
                "# %s %s %s: %s%n"
                    .formatted(p.severity(), p.code(), p.path(), p.message())
                    .replace("\r\n", "\n"));
    var objects =
        rendered.objects().stream()
            .map(object -> YAML.dumpToString(JSON.convertValue(object, Object.class)));
    return Stream.concat(problems, objects).collect(Collectors.joining());
  }

  private ParsedYaml yaml(String file) {
    try {
      return Yaml.parse(file, Files.readString(folder.resolve(file)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
