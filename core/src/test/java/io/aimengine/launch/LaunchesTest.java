package io.aimengine.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.api.Problem;
import io.aimengine.plan.Plan;
import io.aimengine.spec.EndpointNormalizer;
import io.aimengine.spec.EndpointSpec;
import io.aimengine.yaml.Yaml;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a manifest says beside the flags: image, names, ports, environment.
class LaunchesTest {
  private static final String HEAD =
      "apiVersion: aim.engine.amd.com/v1alpha1\nkind: AIMEndpoint\nmetadata: {name: chat}\n";

  @Test
  void theManifestsImageWinsOverTheCatalogsAndTheOptionOverBoth() {
    var plan = plan("{model: {id: Qwen/Qwen3-8B}, image: {repository: me/engine, tag: v1}}");
    assertThat(launch(plan, LaunchOptions.container()).image()).isEqualTo("me/engine:v1");
    var asked = LaunchOptions.container().image("other/engine:v2");
    assertThat(launch(plan, asked).image()).isEqualTo("other/engine:v2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "aim-engine-cpu:2", "registry:5000/team/aim-engine-cpu@sha256:"})
  void theImageOfTheEmbeddedEngineIsGivenItsSubcommandWhereverItComesFrom(String image) {
    var yaml =
        "{engine: llamacpp b4916, model: HuggingFaceTB/SmolLM2-135M-Instruct, checkpoint:"
            + " HuggingFaceTB/SmolLM2-135M-Instruct-GGUF, hardware: cpu, context: 2048}";
    var plan = new GoldenInput(input(yaml), TestCatalog.CATALOG).plan();
    var full = image.endsWith(":") ? image + "0".repeat(64) : image;
    var launch = launch(plan, LaunchOptions.container().embedded("aim-engine-cpu:1").image(full));
    assertThat(launch.image()).isEqualTo(full.isEmpty() ? "aim-engine-cpu:1" : full);
    assertThat(launch.imageCommand()).startsWith("embedded-engine", "--model");
    var other =
        launch(plan, LaunchOptions.container().embedded("aim-engine-cpu:1").image("llama:server"));
    assertThat(other.imageCommand()).doesNotContain("embedded-engine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "-rm", "x;y", "UPPER", "a@sha256:12", "$(id)"})
  void refusesAnImageThatIsNoReference(String image) {
    var options = LaunchOptions.container().image(image);
    assertThat(codes(Launches.of(plan("{model: {id: Qwen/Qwen3-8B}}"), options)))
        .contains("ERROR launch.bad-image");
  }

  @Test
  void aVariableOfTheManifestWinsAndASecretStaysAName() {
    var plan =
        plan(
            """
            {model: {id: Qwen/Qwen3-8B}, env: [
              {name: HIP_FORCE_DEV_KERNARG, value: "0"},
              {name: HF_TOKEN, valueFrom: {secretKeyRef: {name: hf, key: token}}},
              {name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}
            """);
    var result = Launches.of(plan, LaunchOptions.process());
    var launch = result.launch().orElseThrow();
    assertThat(launch.env())
        .containsEntry("HIP_FORCE_DEV_KERNARG", "0")
        .doesNotContainKeys("HF_TOKEN", "POD");
    assertThat(launch.secrets())
        .containsExactly(new SecretNeed.InEnvironment("HF_TOKEN", "HF_TOKEN", true));
    assertThat(codes(result)).containsExactly("NOTE launch.cluster-variable");
  }

  @Test
  void thePortIsTheShellsElseTheManifestsElseTheEngines() {
    var plain = plan("{model: {id: Qwen/Qwen3-8B}}");
    var target = plan("{model: {id: Qwen/Qwen3-8B}, service: {port: 80, targetPort: 9100}}");
    assertThat(launch(plain, LaunchOptions.process()).port()).isEqualTo(8000);
    assertThat(launch(target, LaunchOptions.process()).port()).isEqualTo(9100);
    assertThat(launch(target, LaunchOptions.process().listen("127.0.0.1", 7000)).port())
        .isEqualTo(7000);
  }

  @Test
  void aProcessListensOnLoopbackAndAContainerOnAllOfItsOwn() {
    var launch = launch(plan("{model: {id: Qwen/Qwen3-8B}}"), LaunchOptions.process());
    assertThat(launch.command()).containsSequence("--host", "127.0.0.1");
    assertThat(launch.imageCommand()).containsSequence("--host", "0.0.0.0");
  }

  @Test
  void aliasesAreServedBesideTheModelsOwnName() {
    var plan = plan("{model: {id: Qwen/Qwen3-8B}, aliases: [small]}");
    assertThat(launch(plan, LaunchOptions.process()).command())
        .containsSequence("--served-model-name", "Qwen/Qwen3-8B", "small", "--host");
  }

  private static Launch launch(Plan plan, LaunchOptions options) {
    var result = Launches.of(plan, options);
    return result.launch().orElseThrow(() -> new AssertionError(result.problems()));
  }

  private static List<String> codes(LaunchResult result) {
    return result.problems().stream().map((Problem p) -> p.severity() + " " + p.code()).toList();
  }

  private static Plan plan(String spec) {
    var read = Yaml.parse("test", HEAD + "spec: " + spec.replace("\n", " "));
    assertThat(read.problems()).isEmpty();
    var normalized = EndpointNormalizer.normalize(read);
    var endpoint = normalized.spec().orElseThrow(() -> new AssertionError(normalized.problems()));
    return with(new GoldenInput(input(), TestCatalog.CATALOG).plan(), endpoint);
  }

  private static Plan with(Plan plan, EndpointSpec spec) {
    return new Plan(spec, plan.candidate(), plan.memory(), plan.place(), plan.replicas());
  }

  private static JsonNode input() {
    return input("{engine: vllm 0.33.0, model: Qwen/Qwen3-8B}");
  }

  private static JsonNode input(String yaml) {
    return Yaml.parse("input", yaml).documents().getFirst().toJson();
  }
}
