package io.aimengine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static final Checks CHECKS = new Checks(Catalogs.builtin());

  private static final String RECIPE =
      """
      recipe_id: qwen3-8b-mi300x-bf16
      model_id: Qwen/Qwen3-8B
      huggingface_id: Qwen/Qwen3-8B
      hardware: MI300X
      precision: bf16
      vllm_serve:
        1_gpu:
          enabled: true
          args:
            --max-model-len: "16384"
      """;

  @Test
  void findsNothingWrongWithAGoodRecipe() {
    var report = CHECKS.check(Map.of("recipes/qwen3-8b-mi300x-bf16.yaml", RECIPE));
    assertThat(report.findings()).isEmpty();
    assertThat(report.files().getFirst().kind()).isEqualTo("recipe");
    assertThat(report.files().getFirst().dialect()).isEqualTo("schema");
  }

  @Test
  void tellsEveryProblemOfAllFilesAtItsPlaceInTheOrderOfTheText() {
    var broken =
        RECIPE
            .replace("MI300X", "MI300Y")
            .replace("enabled: true", "enabled: yes, please")
            .replace("Qwen/Qwen3-8B\nhug", "Qwen/Qwen3-9B\nhug");
    var report = CHECKS.check(Map.of("b.yaml", broken, "a.yaml", "recipe_id: ["));
    assertThat(report.findings())
        .extracting(f -> f.problem().code() + " " + f.problem().mark())
        .startsWith("yaml.syntax a.yaml:1:13");
    assertThat(report.files()).hasSize(2);
    assertThat(report.files().get(1).findings())
        .extracting(f -> f.problem().code() + " " + f.problem().mark())
        .containsExactly(
            "catalog.reference b.yaml:2:11",
            "catalog.reference b.yaml:4:11",
            "catalog.schema b.yaml:8:14");
    var references =
        CHECKS.check(Map.of("b.yaml", broken.replace("yes, please", "true"))).findings();
    assertThat(references)
        .extracting(f -> f.problem().code() + " " + f.problem().mark())
        .containsExactly("catalog.reference b.yaml:2:11", "catalog.reference b.yaml:4:11");
  }

  @Test
  void anUnknownFieldHidesNothingElse() {
    var broken =
        RECIPE
                .replace("hardware: MI300X", "hardware: MI300Y\nreadyness: full")
                .replace("Qwen/Qwen3-8B\nhug", "Qwen/Qwen3-9B\nhug")
            + "  2_gpu:\n    enabeld: true\n";
    assertThat(codes("mine.yaml", broken))
        .containsExactly(
            "catalog.reference", // the model
            "catalog.reference", // the hardware
            "catalog.unknown-field",
            "catalog.schema", // enabled is missing
            "catalog.unknown-field");
    var flag = RECIPE + "      --max-num-seqs: none\nreadyness: full\n";
    assertThat(codes("mine.yaml", flag))
        .containsExactly("launch.bad-value", "catalog.unknown-field");
    var both = flag + "sglang_serve:\n  2_gpu:\n    enabeld: true\n";
    assertThat(codes("qwen3-8b.yaml", both))
        .containsExactly(
            "catalog.recipe-name",
            "launch.bad-value",
            "catalog.unknown-field",
            "catalog.schema",
            "catalog.unknown-field");
    var twice = RECIPE + "      --max-num-seqs: none\n  2_gpu:\n    enabeld: true\n";
    assertThat(codes("mine.yaml", twice))
        .containsExactly("launch.bad-value", "catalog.schema", "catalog.unknown-field");
    assertThat(codes("mine.yaml", RECIPE.replace("hardware: MI300X", "hardwear: MI300X")))
        .containsExactly("catalog.schema", "catalog.unknown-field");
    var endpoint =
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: q}
        spec: {model: Qwen/Qwen3-9B, presicion: bf16, hardware: MI300Y}
        """;
    assertThat(codes("e.yaml", endpoint))
        .containsExactlyInAnyOrder("model.unknown", "spec.unknown-field", "hardware.unknown");
  }

  @Test
  void aModelWithAnUnknownFieldIsStillTheOneThatARecipeNames() {
    var model = "model_id: acme/Qwen3-8B-tuned\nextends: Qwen/Qwen3-8B\nlisence: mit\n";
    var recipe = RECIPE.replace("Qwen/Qwen3-8B\n", "acme/Qwen3-8B-tuned\n");
    assertThat(CHECKS.check(Map.of("models/m.yaml", model, "r.yaml", recipe)).findings())
        .extracting(f -> f.problem().code())
        .containsOnly("catalog.unknown-field");
  }

  private static List<String> codes(String name, String text) {
    return CHECKS.check(Map.of(name, text)).findings().stream()
        .map(f -> f.problem().code())
        .toList();
  }

  @Test
  void aFileIsCalledAsItsRecipeWhereRecipesAreKept() {
    var other = RECIPE.replace("recipe_id: qwen3-8b-mi300x-bf16", "recipe_id: other");
    assertThat(CHECKS.check(Map.of("mine/a.yaml", RECIPE, "mine/other.yaml", other)).findings())
        .extracting(f -> f.problem().mark().file() + ": " + f.problem().hint())
        .containsExactly("mine/a.yaml: call the file qwen3-8b-mi300x-bf16.yaml, as its recipe");
    assertThat(codes("recipes/a.yaml", RECIPE)).containsExactly("catalog.recipe-name");
    assertThat(codes("recipes/a.yaml", RECIPE + "---\n" + other)).isEmpty();
  }

  @Test
  void anObjectOfKubernetesHasANameOfItsOwnAndItsFileAnyOther() {
    var config =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: qwen}
        data:
          recipe.yaml: |
        """
            + RECIPE.indent(4);
    var resource =
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMRecipe
        metadata: {name: qwen3-8b-mi300x-bf16}
        spec:
          modelId: Qwen/Qwen3-8B
          hardware: MI300X
          precision: bf16
          backend: vllm
          configurations:
            - {gpuCount: 1, enabled: true, args: [--max-model-len, "16384"]}
        """;
    for (var name : List.of("qwen3-8b-mi300x-fp8.yaml", "recipes/qwen3-8b.yaml")) {
      assertThat(codes(name, config)).as(name).isEmpty();
      assertThat(codes(name, resource)).as(name).isEmpty();
    }
  }

  @Test
  void anAimRecipeIsToldOfByThePathsOfItsOwnFile() {
    assertThat(paths("backend: vllm", "[{gpuCount: 2, enabled: true}, {gpuCount: 1, on: 1}]"))
        .containsExactlyInAnyOrder(
            "spec.hardware catalog.reference",
            "spec.configurations[1].on catalog.unknown-field",
            "spec.configurations[1] catalog.schema");
    assertThat(paths("backend: tgi", "[]"))
        .containsExactlyInAnyOrder("spec.hardware catalog.reference", " catalog.schema");
    assertThat(paths("bakend: vllm", "[{gpuCount: 1, enabled: true, args: [--x]}]"))
        .contains("spec.bakend catalog.unknown-field")
        .contains("spec.configurations[0].args.--x launch.unknown-flag");
    var scalar = resource("backend: vllm", "[{gpuCount: 9, enabled: true, args: \"--x\"}]");
    assertThat(CHECKS.check(Map.of("r.yaml", scalar)).findings())
        .extracting(f -> f.problem().mark() + ": " + f.problem().message())
        .contains("r.yaml:9:55: args are a list of flags and values")
        .noneMatch(said -> said.contains("_serve"));
    var nameless = resource("backend: vllm", "[]").replace("precision: bf16", "precision: null");
    assertThat(CHECKS.check(Map.of("r.yaml", nameless)).findings())
        .extracting(f -> f.problem().message())
        .contains("required property 'spec.precision' not found");
  }

  @Test
  void whatStandsBehindAnAimRecipeKeepsItsOwnPaths() {
    var both =
        resource("backend: vllm", "[]")
            + "---\n"
            + RECIPE.replace("hardware: MI300X", "hardware: MI300Z")
            + "---\n"
            + resource("backend: vllm", "[]").replace("mine", "other");
    assertThat(CHECKS.check(Map.of("r.yaml", both)).findings())
        .filteredOn(f -> f.problem().code().equals("catalog.reference"))
        .extracting(f -> f.problem().path())
        .containsExactly("spec.hardware", "hardware", "spec.hardware");
  }

  private static List<String> paths(String backend, String configurations) {
    return CHECKS.check(Map.of("r.yaml", resource(backend, configurations))).findings().stream()
        .map(f -> f.problem().path() + " " + f.problem().code())
        .toList();
  }

  private static String resource(String backend, String configurations) {
    return """
    apiVersion: aim.engine.amd.com/v1alpha1
    kind: AIMRecipe
    metadata: {name: mine}
    spec:
      modelId: Qwen/Qwen3-8B
      hardware: MI300Y
      precision: bf16
      %s
      configurations: %s
    """
        .formatted(backend, configurations);
  }

  @Test
  void aFileThatIsNamedAsARecipeHoldsThatRecipeWhereverItLies() {
    for (var name :
        List.of(
            "qwen3-8b-mi300x-fp8.yaml",
            "a/qwen3-8b-MI300X.yml",
            "llama-fp8.yaml",
            "qwen3-8b.yaml",
            "my_qwen3.yaml")) {
      assertThat(CHECKS.check(Map.of(name, RECIPE)).findings())
          .extracting(f -> f.problem().code())
          .containsExactly("catalog.recipe-name");
    }
    for (var name :
        List.of(
            "recipe.yaml",
            "mine.yaml",
            "my-recipe.yaml",
            "qwen3-8b-mi300x-bf16.yaml",
            "mi300x.yaml")) {
      assertThat(CHECKS.check(Map.of(name, RECIPE)).findings()).as(name).isEmpty();
    }
  }

  @Test
  void aKeyThatIsNoFlagIsSaidAtItsPlaceWithTheFlagThatWasMeant() {
    var broken =
        RECIPE.replace("--max-model-len: \"16384\"", "max-num-batched-tokens: \"8192\"")
            + "      -tp: \"1\"\n      -O: \"3\"\n      max_num_seqs: 8\n";
    assertThat(CHECKS.check(Map.of("mine.yaml", broken)).findings())
        .extracting(f -> f.problem().mark() + " " + f.problem().path() + ": " + f.problem().hint())
        .containsExactly(
            "mine.yaml:10:7 vllm_serve.1_gpu.args.max-num-batched-tokens:"
                + " write --max-num-batched-tokens",
            "mine.yaml:11:7 vllm_serve.1_gpu.args.-tp: write --tensor-parallel-size",
            "mine.yaml:12:7 vllm_serve.1_gpu.args.-O: write the flag's long name",
            "mine.yaml:13:7 vllm_serve.1_gpu.args.max_num_seqs: write --max-num-seqs");
    assertThat(CHECKS.check(Map.of("mine.yaml", broken)).findings())
        .allMatch(f -> f.problem().message().endsWith("is no flag: flags begin with --"));
    assertThat(Fixing.untilNothingIsLeft(CHECKS, "mine.yaml", broken))
        .contains(
            "      --max-num-batched-tokens: \"8192\"\n      --tensor-parallel-size: \"1\"\n",
            "      -O: \"3\"\n      --max-num-seqs: 8\n");
    var both = RECIPE + "      max-model-len: \"8192\"\n";
    assertThat(CHECKS.check(Map.of("mine.yaml", both)).findings())
        .singleElement()
        .matches(f -> f.fix().isEmpty());
  }

  @Test
  void aKeyThatIsNoVariableOrEngineIsSaidAtItsPlace() {
    var broken = RECIPE + "    env: {\"A B\": x}\nengine_versions: {tgi: \"1\"}\n";
    assertThat(CHECKS.check(Map.of("mine.yaml", broken)).findings())
        .extracting(f -> f.problem().code() + " " + f.problem().mark())
        .containsExactly("catalog.schema mine.yaml:11:11", "catalog.schema mine.yaml:12:19");
  }

  @Test
  void aJsonFileThatIsNoneSaysSoAndNothingElse() {
    assertThat(CHECKS.check(Map.of("bad.json", "{\"recipe_id\": }")).findings())
        .singleElement()
        .matches(f -> f.problem().code().equals("yaml.json"))
        .matches(f -> f.problem().mark().line() == 1 && f.problem().mark().column() > 13);
    assertThat(CHECKS.check(Map.of("bad.yaml", "{\"recipe_id\": }")).files().getFirst())
        .matches(file -> file.translated().isEmpty());
    assertThat(codes("mine.json", "\uFEFF{\"recipe_id\": \"a\", \"modelid\": \"b\"}"))
        .doesNotContain("yaml.json")
        .contains("catalog.unknown-field");
  }

  @Test
  void aRefusedParserIsNotMissingToo() {
    assertThat(codes("mine.yaml", RECIPE + "      --tool-call-parser: nonsense\n"))
        .containsExactly("launch.bad-value");
    assertThat(codes("mine.yaml", RECIPE + "      --tool_call_parser: nonsense\n"))
        .contains("launch.bad-value")
        .doesNotContain("launch.missing-flag");
  }

  @Test
  void aPasswordInAnAddressIsASecret() {
    var env = RECIPE + "    env:\n      HTTP_PROXY: http://user:%s@proxy:3128\n";
    assertThat(codes("mine.yaml", env.formatted("pw"))).containsExactly("launch.secret-in-env");
    assertThat(codes("mine.yaml", env.formatted("$(PASSWORD)"))).isEmpty();
    assertThat(codes("mine.yaml", env.replace("user:%s@", ""))).isEmpty();
    assertThat(codes("mine.yaml", RECIPE + "      --otlp-traces-endpoint: http://u:p@host:1/v1\n"))
        .containsExactly("launch.secret-in-args");
  }

  @Test
  void aSwitchThatIsFalseIsCleanAndAValueThatIsFalseIsNot() {
    var off = RECIPE + "      --enable-prefix-caching: false\n";
    assertThat(CHECKS.check(Map.of("mine.yaml", off)).findings()).isEmpty();
    var nonsense = RECIPE + "      --max-num-seqs: false\n";
    assertThat(CHECKS.check(Map.of("mine.yaml", nonsense)).findings())
        .extracting(f -> f.problem().code() + " " + f.problem().mark())
        .containsExactly("launch.bad-value mine.yaml:11:23");
  }

  @Test
  void knowsManifestsByTheirKind() {
    var endpoint =
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: q}
        spec: {model: Qwen/Qwen3-8B, presicion: bf16}
        """;
    var file = CHECKS.check(Map.of("e.yaml", endpoint)).files().getFirst();
    assertThat(file.kind()).isEqualTo("AIMEndpoint");
    assertThat(file.findings())
        .extracting(f -> f.problem().code() + " " + f.problem().mark())
        .containsExactly("spec.unknown-field e.yaml:4:30");
  }
}
