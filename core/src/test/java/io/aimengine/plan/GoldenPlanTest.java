package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A case is a folder: `endpoint.yaml` on the machine of `inventory.yaml` gives `explanation.txt`.
/// `-Dgolden.rewrite=true` writes it anew; read the difference before committing it.
class GoldenPlanTest {
  private static final Path CASES = Path.of("src/test/resources/plan");

  static Stream<Path> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void explainsAsTheGoldenFileSays(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("files in %s", folder)
          .allMatch(name -> name.matches("endpoint\\.yaml|inventory\\.yaml|explanation\\.txt"));
    }
    var explanation = explain(folder);
    var golden = folder.resolve("explanation.txt");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(golden, explanation);
    }
    assertThat(explanation).isEqualTo(Files.readString(golden));
  }

  @Test
  void thereAreEnoughCases() throws IOException {
    assertThat(cases().count()).isGreaterThanOrEqualTo(40);
  }

  private static String explain(Path folder) throws IOException {
    var read =
        InventoryReader.read(yaml(folder, "inventory.yaml"), Worlds.CATALOG, "inventory.yaml");
    var normalized = EndpointNormalizer.normalize(yaml(folder, "endpoint.yaml"));
    var problems = new ArrayList<>(read.problems());
    problems.addAll(normalized.problems());
    var said = PlanText.problems(problems);
    if (problems.stream().anyMatch(Problem::isError)) {
      return said;
    }
    var spec = normalized.spec().orElseThrow();
    return said + PlanText.of(new Planner(Worlds.CATALOG).plan(spec, read.inventory()));
  }

  private static ParsedYaml yaml(Path folder, String file) throws IOException {
    return Yaml.parse(file, Files.readString(folder.resolve(file)));
  }
}
