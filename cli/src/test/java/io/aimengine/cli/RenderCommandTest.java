package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RenderCommandTest {
  @TempDir private Path folder = Path.of("");

  private InProcess.Ran render(String... more) {
    var args = new ArrayList<>(List.of("render", "Qwen/Qwen3-32B", "--hardware", "8xMI300X"));
    args.addAll(List.of(more));
    return InProcess.in(folder).run(args.toArray(String[]::new));
  }

  private static List<String> kinds(JsonNode list) {
    var kinds = new ArrayList<String>();
    list.path("items").forEach(item -> kinds.add(item.path("kind").asText()));
    return kinds;
  }

  @Test
  void printsWhatKubectlApplies() {
    var ran = render();
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out())
        .startsWith("---\napiVersion: v1\nkind: ServiceAccount\n")
        .contains("kind: Deployment", "kind: Service\n", "amd.com/gpu");
  }

  @Test
  void printsOneListAsJson() {
    var ran = render("-o", "json");
    assertThat(kinds(ran.json()))
        .containsExactly("ServiceAccount", "ConfigMap", "NetworkPolicy", "Deployment", "Service");
  }

  @Test
  void rendersOptionalKindsThatAreThere() {
    var ran = render("--kinds", "HTTPRoute", "--gateway", "infra/public", "-o", "json");
    assertThat(kinds(ran.json())).contains("HTTPRoute");
    var parent = ran.json().path("items").path(5).at("/spec/parentRefs/0");
    assertThat(parent.path("namespace").asText()).isEqualTo("infra");
    assertThat(parent.path("name").asText()).isEqualTo("public");
  }

  @Test
  void saysWhatTheClusterLacksAndGoesOn() {
    var ran = render("--kserve");
    assertThat(ran.exit()).isZero();
    assertThat(ran.err()).contains("InferenceService.serving.kserve.io", "render.kind-missing");
    assertThat(ran.out()).contains("kind: Deployment");
  }

  @ParameterizedTest
  @CsvSource({
    "--kinds,Nonsense,none of the optional kinds",
    "--scaler,fast,builtin, hpa, keda",
    "--hub-token,token,no secret and key"
  })
  void refusesFactsThatMakeNoSense(String option, String value, String said) {
    var ran = render(option, value);
    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
  }

  @Test
  void givesTheEmbeddedEngineToWhoAsksForLlamaCpp() throws IOException {
    Files.writeString(
        folder.resolve("nodes.yaml"), "nodes:\n  - {name: cpu-1, cpu: 32, memory: 64Gi}\n");
    var model = "HuggingFaceTB/SmolLM2-135M-Instruct";
    var aim = InProcess.in(folder);
    var ran = aim.run("render", model, "--inventory", "nodes.yaml", "--engine", "llamacpp");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out())
        .contains("image: aim-engine-cpu:", "- embedded-engine")
        .doesNotContain("amd.com/gpu");
  }
}
