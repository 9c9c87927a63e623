package io.aimengine.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.aimengine.spec.EndpointNormalizer;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The CRDs that the chart carries are what the records say. `-Dgolden.rewrite=true` writes them
/// anew.
class CrdsTest {
  private static final Path CHART = Path.of("../charts/aim-engine/crds");
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS));

  @TempDir Path folder;

  @Test
  void theChartCarriesTheKindsAsTheRecordsSay() throws IOException {
    var generated = generate();
    assertThat(generated.keySet())
        .containsExactly("aimcaches.yaml", "aimendpoints.yaml", "aimrecipes.yaml");
    for (var entry : generated.entrySet()) {
      var golden = CHART.resolve(entry.getKey());
      if (Boolean.getBoolean("golden.rewrite")) {
        Files.createDirectories(CHART);
        Files.writeString(golden, entry.getValue());
      }
      assertThat(entry.getValue()).as(entry.getKey()).isEqualTo(Files.readString(golden));
    }
  }

  @Test
  void everyFieldThatAManifestMayHaveIsKeptByTheApiServer() throws IOException {
    var crd = YAML.readTree(generate().get("aimendpoints.yaml"));
    var schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
    for (var path : EndpointNormalizer.fields()) {
      if (path.startsWith("spec")) {
        assertThat(kept(schema, path)).as(path).isTrue();
      }
    }
  }

  private static boolean kept(JsonNode schema, String path) {
    var here = schema;
    for (var step : path.replaceAll("\\[\".*", "").split("\\.")) {
      if (here.path("x-kubernetes-preserve-unknown-fields").asBoolean()
          || here.has("additionalProperties")) {
        return true;
      }
      here = here.path("properties").path(step);
    }
    return !here.isMissingNode();
  }

  private Map<String, String> generate() throws IOException {
    new CRDGenerator()
        .inOutputDir(folder.toFile())
        .customResourceClasses(AIMEndpoint.class, AIMRecipe.class, AIMCache.class)
        .generate();
    var found = new TreeMap<String, String>();
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        var name = file.getFileName().toString().replaceAll("\\..*", ".yaml");
        found.put(name, written(YAML.readTree(Files.readString(file))));
      }
    }
    return found;
  }

  /// The generator has no word for categories.
  private static String written(JsonNode crd) throws IOException {
    ((ObjectNode) crd.at("/spec/names")).putArray("categories").add("aim");
    return "# Generated from the records of io.aimengine.api.v1alpha1; ./check golden writes it anew.\n"
        + YAML.writeValueAsString(crd);
  }
}
