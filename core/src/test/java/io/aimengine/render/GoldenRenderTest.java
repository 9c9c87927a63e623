package io.aimengine.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.plan.Inventory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A case is a folder: `endpoint.yaml` on the cluster of `inventory.yaml` (and `cluster.yaml`)
/// gives `objects.yaml`. `-Dgolden.rewrite=true` writes it anew; read the difference before
/// committing it.
class GoldenRenderTest {
  private static final int ENOUGH = 25;

  static Stream<RenderCase> cases() throws IOException {
    return RenderCase.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersAsTheGoldenFileSays(RenderCase wanted) throws IOException {
    try (var files = Files.list(wanted.folder())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("files in %s", wanted)
          .allMatch(name -> name.matches("(endpoint|inventory|cluster|objects)\\.yaml"));
    }
    var objects = RenderCase.text(Renderer.render(wanted.rendering()));
    var golden = wanted.folder().resolve("objects.yaml");
    if (Boolean.getBoolean("golden.rewrite")) {
      Files.writeString(golden, objects);
    }
    assertThat(objects).isEqualTo(Files.readString(golden));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOrderOfNodesNeverMatters(RenderCase wanted) {
    var random = new Random(7);
    var once = RenderCase.text(Renderer.render(wanted.rendering()));
    for (var i = 0; i < 5; i++) {
      var nodes = new ArrayList<>(wanted.inventory().nodes());
      Collections.shuffle(nodes, random);
      var shuffled = new Inventory(nodes, "inventory.yaml");
      assertThat(RenderCase.text(Renderer.render(wanted.rendering(shuffled)))).isEqualTo(once);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void writesNoSecretAsksForNoPowerAndChoosesNoDeviceByNumber(RenderCase wanted) {
    assertThat(RenderCase.text(Renderer.render(wanted.rendering())))
        .doesNotContain("hf_", "privileged", "hostPath", "hostNetwork", "VISIBLE_DEVICES");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyObjectSaysWhoseItIs(RenderCase wanted) {
    var rendering = wanted.rendering();
    assertThat(Renderer.render(rendering).objects())
        .allSatisfy(object -> {
          assertThat(object.getMetadata().getNamespace()).isEqualTo(rendering.namespace());
          assertThat(object.getMetadata().getLabels())
              .containsEntry(Labels.ENDPOINT, rendering.name())
              .containsEntry("app.kubernetes.io/managed-by", "aim-engine");
        });
  }

  @Test
  void thereAreEnoughCases() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(ENOUGH);
  }

  @Test
  void aGpuPodRunsAsAPlainUserWhereTheGroupsOfItsDevicesAreKnown() {
    var one = RenderCase.named("one-gpu");
    var objects = Renderer.render(one.rendering(Cluster.plain().groups(List.of(44L, 109L))));
    var pod = RenderCase.json(objects, "Deployment").at("/spec/template/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/supplementalGroups")).hasToString("[44,109]");
  }
}
