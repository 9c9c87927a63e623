package io.aimengine.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Precision;
import io.aimengine.spec.Durations;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.spec.Quantity;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The CRDs that the chart carries are what the records say. `-Dgolden.rewrite=true` writes them
/// anew.
class CrdsTest {
  private static final Path CHART = Path.of("../charts/aim-engine/crds");
  private static final String HEAD =
      "# Generated from the records of io.aimengine.api.v1alpha1; ./check golden writes it anew.\n";
  private static final Map<String, Class<?>> SPECS =
      Map.of(
          "aimendpoints.yaml", AIMEndpointSpec.class,
          "aimrecipes.yaml", AIMRecipeSpec.class,
          "aimcaches.yaml", AIMCacheSpec.class);
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

  /// The API server refuses what the normaliser would refuse, and nothing else.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "500Gi", "1", "1.5", ".5", "500m", "1e3", "1E3", "+2Gi", "16GB", "16 Gi", "-1", "ten",
        "1Kib", "Gi", "1e", "1.5.5"
      })
  void takesTheQuantitiesThatTheNormaliserTakes(String text) {
    assertThat(text.matches(Patterns.QUANTITY)).isEqualTo(Quantity.parse(text).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "300",
        "300s",
        "5m",
        "1h30m",
        "30d",
        "1d2h3m4s",
        "30s5m",
        "-5",
        "5 m",
        "soon",
        "1w"
      })
  void takesTheTimesThatTheNormaliserTakes(String text) {
    assertThat(text.matches(Patterns.DURATION)).isEqualTo(Durations.parse(text).isPresent());
  }

  @Test
  void takesThePrecisionsAndEnginesThatTheNormaliserTakes() {
    var precisions = words(Patterns.PRECISION_RULE);
    assertThat(precisions)
        .contains("", "auto")
        .allMatch(w -> w.isEmpty() || w.equals("auto") || Precision.parse(w).isPresent());
    assertThat(Precision.values()).allMatch(p -> precisions.contains(p.id()));
    assertThat(words(Patterns.ENGINES_RULE)).contains("auto");
    assertThat(Engine.values()).allMatch(e -> words(Patterns.ENGINES_RULE).contains(e.id()));
  }

  private static List<String> words(String rule) {
    return java.util.regex.Pattern.compile("'([a-z0-9_]*)'")
        .matcher(rule.substring(rule.lastIndexOf('[')))
        .results()
        .map(found -> found.group(1))
        .toList();
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
        var crd = YAML.readTree(Files.readString(file));
        CrdText.amend(crd, Objects.requireNonNull(SPECS.get(name), name));
        found.put(name, HEAD + YAML.writeValueAsString(crd));
      }
    }
    return found;
  }
}
