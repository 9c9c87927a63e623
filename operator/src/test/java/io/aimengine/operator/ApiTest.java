package io.aimengine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.aimengine.e2e.cluster.Cluster;
import io.aimengine.e2e.cluster.OnCluster;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The kinds as users meet them. In the folder `api` a file's name is the claim, and the first line
/// of one that is refused says with which words.
@OnCluster
class ApiTest {
  private static final Path FILES = Path.of("src/test/resources/api");
  private static final String REFUSED = "# refused with: ";
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Cluster cluster;

  ApiTest(Cluster cluster) {
    this.cluster = cluster;
  }

  @BeforeAll
  static void installs(Cluster cluster) {
    Kinds.install(cluster);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void isTakenAndKeptWhole(Path file) throws IOException {
    var text = Files.readString(file);
    cluster.apply(text).orThrow();
    var wanted = YAML.readTree(text);
    var kind = wanted.get("kind").asText();
    var name = wanted.at("/metadata/name").asText();
    var kept = JSON.readTree(cluster.kubectl("get", kind, name, "-o", "json").orThrow().output());
    assertKept("spec", wanted.get("spec"), kept.get("spec"));
    if (kind.equals("AIMEndpoint")) {
      assertThat(EndpointNormalizer.normalize(Yaml.parse(name, kept.toString())).spec())
          .as("what the API server takes, the operator takes")
          .isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void isRefusedWithItsPlace(Path file) throws IOException {
    var text = Files.readString(file);
    var ran = cluster.apply(text);
    assertThat(ran.exit()).as(ran.output()).isNotZero();
    assertThat(ran.errors())
        .contains(text.lines().findFirst().orElseThrow().substring(REFUSED.length()));
    if (text.contains("kind: AIMEndpoint")) {
      assertThat(EndpointNormalizer.normalize(Yaml.parse("refused", text)).spec())
          .as("what the API server refuses, the command line refuses")
          .isEmpty();
    }
  }

  @Test
  void holdsNoFileThatMakesNoClaim() throws IOException {
    try (var files = Files.list(FILES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(
              name -> name.matches("(valid|invalid)-(endpoint|recipe|cache)-[a-z0-9-]+\\.yaml"));
    }
  }

  private static void assertKept(String at, JsonNode wanted, JsonNode kept) {
    switch (wanted) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(entry ->
                  assertKept(
                      at + "." + entry.getKey(), entry.getValue(), kept.path(entry.getKey())));
      case ArrayNode array -> {
        assertThat(kept.size()).as(at).isEqualTo(array.size());
        for (var i = 0; i < array.size(); i++) {
          assertKept(at + "[" + i + "]", array.get(i), kept.get(i));
        }
      }
      default -> assertThat(kept.toString()).as(at).isEqualTo(wanted.toString());
    }
  }

  static List<Path> valid() {
    return files("valid-");
  }

  static List<Path> invalid() {
    return files("invalid-");
  }

  private static List<Path> files(String prefix) {
    try (Stream<Path> files = Files.list(FILES)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
