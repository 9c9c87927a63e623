package io.aimengine.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.pipeline.EndpointPipeline;
import io.aimengine.plan.InventoryReader;
import io.aimengine.plan.PlanResult;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.yaml.ParsedYaml;
import io.aimengine.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// A case is a folder: `endpoint.yaml` on the cluster of `inventory.yaml` gives `objects.yaml`.
/// `-Dgolden.rewrite=true` writes it anew; read the difference before committing it.
class GoldenRenderTest {
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

  static Stream<Path> cases() throws IOException {
    try (var folders = Files.list(CASES)) {
      return folders.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersAsTheGoldenFileSays(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("files in %s", folder)
          .allMatch(name -> name.matches("endpoint\\.yaml|inventory\\.yaml|objects\\.yaml"));
    }
    var objects = render(folder, List.of());
    var golden = folder.resolve("objects.yaml");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(golden, objects);
    }
    assertThat(objects).isEqualTo(Files.readString(golden));
  }

  @Test
  void aGpuPodRunsAsAPlainUserWhereTheGroupsOfItsDevicesAreKnown() throws IOException {
    var objects = render(CASES.resolve("one-gpu"), List.of(44L, 109L));
    assertThat(objects).contains("runAsNonRoot: true", "supplementalGroups:\n        - 44\n");
  }

  @Test
  void noSecretIsEverWritten() throws IOException {
    for (var folder : cases().toList()) {
      assertThat(render(folder, List.of())).doesNotContain("hf_").doesNotContain("privileged");
    }
  }

  @Test
  void noPodChoosesItsDevicesByNumber() throws IOException {
    for (var folder : cases().toList()) {
      assertThat(render(folder, List.of())).doesNotContain("VISIBLE_DEVICES");
    }
  }

  private static String render(Path folder, List<Long> groups) throws IOException {
    var inventory =
        InventoryReader.read(yaml(folder, "inventory.yaml"), CATALOG, "inventory.yaml").inventory();
    var spec = EndpointNormalizer.normalize(yaml(folder, "endpoint.yaml")).spec().orElseThrow();
    var outcome =
        new EndpointPipeline(CATALOG)
            .run(spec, inventory, List.of(), Optional.empty(), Renderer.launchOptions());
    var plan = ((PlanResult.Planned) outcome.result()).plan();
    var free = inventory.room(plan.candidate().accelerator(), plan.candidate().gpuCount());
    var cluster = Cluster.plain().groups(groups);
    var rendering =
        new Rendering(
            plan, outcome.launch().orElseThrow(), plan.replicas(), free > plan.replicas(), cluster);
    return Renderer.render(rendering).objects().stream()
        .map(object -> YAML.dumpToString(JSON.convertValue(object, Object.class)))
        .collect(Collectors.joining());
  }

  private static ParsedYaml yaml(Path folder, String file) throws IOException {
    return Yaml.parse(file, Files.readString(folder.resolve(file)));
  }
}
