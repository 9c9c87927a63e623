package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

final class PlanCommandTest {
  private static final String QWEN = "Qwen/Qwen3-32B";
  private static final String MANIFEST =
      """
      apiVersion: aim.engine.amd.com/v1alpha1
      kind: AIMEndpoint
      metadata:
        name: %s
      spec:
        model: %s
      """;

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  private static void hasTypes(JsonNode node, Map<String, JsonNodeType> types) {
    types.forEach((key, type) -> assertThat(node.path(key).getNodeType()).as(key).isEqualTo(type));
  }

  @Test
  void jsonHasEveryPromisedKeyWithItsType() {
    var ran = aim.run("plan", QWEN, "--hardware", "8xMI300X", "-o", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.json().path("success").asBoolean()).isTrue();
    var data = ran.data();
    for (var text :
        List.of(
            "model",
            "recipe_id",
            "origin",
            "engine",
            "engine_version",
            "hardware",
            "precision",
            "checkpoint",
            "image")) {
      assertThat(data.path(text).isTextual()).as(text).isTrue();
      assertThat(data.path(text).asText()).as(text).isNotEmpty();
    }
    for (var number :
        List.of("gpu_count", "replicas", "port", "max_context", "concurrent_tokens")) {
      assertThat(data.path(number).isIntegralNumber()).as(number).isTrue();
      assertThat(data.path(number).asLong()).as(number).isPositive();
    }
    hasTypes(
        data,
        Map.of(
            "command", JsonNodeType.ARRAY,
            "evidence", JsonNodeType.ARRAY,
            "env", JsonNodeType.OBJECT,
            "memory", JsonNodeType.OBJECT,
            "reasons", JsonNodeType.ARRAY,
            "rejected", JsonNodeType.ARRAY,
            "suggestions", JsonNodeType.ARRAY,
            "problems", JsonNodeType.ARRAY,
            "image_verified", JsonNodeType.BOOLEAN));
    assertThat(data.path("command").path(0).asText()).isEqualTo("vllm");
    assertThat(data.path("rejected"))
        .isNotEmpty()
        .allSatisfy(rejected ->
            assertThat(rejected.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("candidate", "code", "message"));
  }

  @Test
  void publishedFiguresAreShownWithTheirSourceAndWhatDiffers() {
    var plan = List.of("plan", "openai/gpt-oss-120b", "--hardware", "1xMI355X");
    var people = aim.run(plan.toArray(String[]::new));

    assertThat(people.out().replaceAll("\\s+", " "))
        .contains("(published)")
        .contains(
            "evidence 4,189 tokens/s on 1 GPU with vllm 0.19.0, 1,024 tokens in and 1,024 out")
        .contains("its flags were not compared with these")
        .contains("source: SemiAnalysisAI/InferenceX pull request 1531")
        .contains("2 more with -o json");

    var evidence =
        aim.run("plan", "openai/gpt-oss-120b", "--hardware", "1xMI355X", "-o", "json")
            .data()
            .path("evidence");
    assertThat(evidence)
        .hasSize(3)
        .allSatisfy(one -> {
          assertThat(one.path("tokens_per_second").asDouble()).isPositive();
          assertThat(one.path("source").asText()).contains("InferenceX");
        });
  }

  @Test
  void theTermsOfTheMemoryAddUp() {
    var memory =
        aim.run("plan", QWEN, "--hardware", "1xMI300X", "-o", "json").data().path("memory");

    assertThat(memory.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly(
            "per_gpu_gib",
            "usable_gib",
            "weights_gib",
            "kv_cache_gib",
            "activations_gib",
            "graphs_gib",
            "runtime_gib",
            "free_gib");
    var used = 0.0;
    for (var term : List.of("weights", "kv_cache", "activations", "graphs", "runtime")) {
      used += memory.path(term + "_gib").asDouble();
    }
    assertThat(used).isLessThanOrEqualTo(memory.path("usable_gib").asDouble() + 0.01);
    assertThat(used + memory.path("free_gib").asDouble())
        .isCloseTo(
            memory.path("per_gpu_gib").asDouble(), org.assertj.core.data.Offset.offset(0.01));
  }

  @Test
  void severalManifestsGiveAnArray() {
    var text =
        MANIFEST.formatted("one", QWEN) + "---\n" + MANIFEST.formatted("two", "Qwen/Qwen3-8B");
    var ran = aim.run("plan", aim.file("two.yaml", text), "--hardware", "8xMI300X", "-o", "json");

    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.data().isArray()).isTrue();
    assertThat(ran.data())
        .extracting(one -> one.path("model").asText())
        .containsExactly(QWEN, "Qwen/Qwen3-8B");
  }

  @Test
  void oneOfSeveralThatDoesNotFitFailsAndShowsThemAll() {
    var ran =
        aim.run(
            "plan",
            QWEN,
            "meta-llama/Llama-3.1-405B-Instruct",
            "--hardware",
            "1xMI300X",
            "-o",
            "json");

    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.json().path("success").asBoolean(true)).isFalse();
    assertThat(ran.error().path("message").asText()).startsWith("1 of 2 planned");
    assertThat(ran.data()).hasSize(2);
    assertThat(ran.data().path(0).path("recipe_id").asText()).isNotEmpty();
    assertThat(ran.data().path(1).path("recipe_id").isMissingNode()).isTrue();
  }

  @Test
  void whatDoesNotFitIsRefusedWithNumbersAndWithWhatWouldFit() {
    var ran =
        aim.run(
            "plan", "meta-llama/Llama-3.1-405B-Instruct", "--hardware", "2xMI300X", "-o", "json");

    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.error().path("code").asText()).isEqualTo("plan.infeasible");
    assertThat(ran.error().path("details").path("exit_code").asInt()).isEqualTo(4);
    assertThat(ran.json().path("timestamp").asText()).isEqualTo(InProcess.NOW.toString());
    assertThat(ran.data().path("rejected"))
        .anySatisfy(rejected -> {
          assertThat(rejected.path("code").asText()).isEqualTo("memory.weights");
          assertThat(rejected.path("message").asText()).containsPattern("weights [0-9.]+ GiB");
        });
    assertThat(ran.data().path("suggestions")).isNotEmpty();
  }

  @Test
  void peopleSeeFirstWhatFailedOnTheHardwareThatIsThere() {
    var ran = aim.run("plan", "meta-llama/Llama-3.1-405B-Instruct", "--hardware", "2xMI300X");

    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.out().lines().filter(line -> line.startsWith("  ")).findFirst())
        .hasValueSatisfying(line -> assertThat(line).contains("weights 756.0 GiB"));
    assertThat(ran.out()).contains("What would make it fit");
    assertThat(ran.err()).containsOnlyOnce("aim-engine: ").contains("[plan.infeasible]");
  }

  @Test
  void everyBadOptionIsSaidAtOnce() {
    var ran = aim.run("plan", QWEN, "--goal", "fun", "--precision", "bf17", "--gpus", "0");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.err()).contains("--goal fun", "bf17", "--gpu-count must be at least 1");
  }

  @Test
  void yamlSaysWhatJsonSays() throws Exception {
    var json = aim.run("plan", QWEN, "--hardware", "8xMI300X", "-o", "json").json();
    var yaml = aim.run("plan", QWEN, "--hardware", "8xMI300X", "-o", "yaml").out();

    var loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    var mapper = new ObjectMapper();
    assertThat(mapper.readTree(mapper.writeValueAsString(loaded))).isEqualTo(json);
  }

  @Test
  void commandPrintsOneLineForEachPlanAndNothingElse() {
    var ran = aim.run("plan", QWEN, "Qwen/Qwen3-8B", "--hardware", "8xMI300X", "-o", "command");

    assertThat(ran.exit()).isZero();
    assertThat(ran.out().lines()).hasSize(2).allMatch(line -> line.startsWith("vllm serve Qwen/"));
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void commandOfWhatDoesNotFitLeavesStandardOutputEmpty() {
    var ran =
        aim.run(
            "plan",
            "meta-llama/Llama-3.1-405B-Instruct",
            "--hardware",
            "1xMI300X",
            "-o",
            "command");

    assertThat(ran.exit()).isEqualTo(4);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("plan.infeasible").contains("Would fit: ");
  }

  @Test
  void anUnknownModelNamesTheNearest() {
    var ran = aim.run("plan", "Qwen/Qwen3-32", "--hardware", "8xMI300X", "-o", "json");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.error().path("code").asText()).isEqualTo("model.unknown");
    assertThat(ran.error().path("message").asText()).contains("did you mean Qwen/Qwen3-32B?");
  }

  @Test
  void allThatTheCatalogDoesNotKnowIsSaidAtOnce() {
    var ran = aim.run("plan", "nobody/nothing", "--hardware", "MI999", "-o", "json");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.error().path("details").path("problems"))
        .extracting(problem -> problem.path("code").asText())
        .contains("model.unknown", "hardware.unknown");
  }

  @Test
  void allProblemsOfAManifestComeAtOnceWithTheirPlaces() {
    var text =
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata:
          name: e
        spec:
          model: Qwen/Qwen3-32B
          precison: fp8
          goal: fastest
        """;
    var ran = aim.run("plan", aim.file("bad.yaml", text), "--hardware", "8xMI300X", "-o", "json");

    assertThat(ran.exit()).isEqualTo(2);
    var problems = ran.error().path("details").path("problems");
    assertThat(problems)
        .extracting(problem -> problem.path("where").asText())
        .contains("bad.yaml:7:3")
        .anyMatch(where -> where.startsWith("bad.yaml:8:"));
    assertThat(problems)
        .anySatisfy(problem -> {
          assertThat(problem.path("path").asText()).isEqualTo("spec.precison");
          assertThat(problem.path("hint").asText() + problem.path("message").asText())
              .contains("precision");
        });
  }

  @Test
  void twoGpuCountsThatDisagreeAreBothNamed() {
    var text =
        MANIFEST.formatted("e", QWEN)
            + """
              recipe:
                gpuCount: 2
              resources:
                limits:
                  amd.com/gpu: 4
            """;
    var ran = aim.run("plan", aim.file("e.yaml", text), "--hardware", "8xMI300X", "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isEqualTo(2);
    assertThat(ran.error().path("message").asText()).contains("2").contains("4");
  }

  @Test
  void anAbsolutePathIsReadAndNamedAsGiven() {
    aim.file("e.yaml", MANIFEST.formatted("e", QWEN));
    var path = folder.resolve("e.yaml").toAbsolutePath().toString();
    var here =
        new InProcess(Path.of(""), aim.env(), "", 100).run("plan", path, "--hardware", "1xMI300X");

    assertThat(here.exit()).as(here.err()).isZero();
  }

  @Test
  void aManifestComesFromStandardInput() {
    var ran =
        aim.reading(MANIFEST.formatted("e", QWEN))
            .run("plan", "-", "--hardware", "1xMI300X", "-o", "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.data().path("model").asText()).isEqualTo(QWEN);
  }

  @Test
  void aFileThatIsNotThereIsAUsersMistake() {
    var ran = aim.run("plan", "missing.yaml", "-o", "json");

    assertThat(ran.exit()).isEqualTo(2);
    assertThat(ran.error().path("code").asText()).isEqualTo("manifest.no-file");
    assertThat(ran.error().path("details").path("problems").path(0).path("where").asText())
        .isEqualTo("missing.yaml");
  }

  @Test
  void wishesOfTheCommandLineGoBeforeTheManifest() {
    var text = MANIFEST.formatted("e", QWEN) + "  precision: bf16\n";
    var ran =
        aim.run(
            "plan",
            aim.file("e.yaml", text),
            "--hardware",
            "8xMI300X",
            "--precision",
            "fp8",
            "--gpu-count",
            "2",
            "--backend",
            "sglang",
            "-o",
            "json");

    assertThat(ran.exit()).as(ran.out()).isZero();
    assertThat(ran.data().path("precision").asText()).isEqualTo("fp8");
    assertThat(ran.data().path("gpu_count").asInt()).isEqualTo(2);
    assertThat(ran.data().path("engine").asText()).isEqualTo("sglang");
  }

  @Test
  void anUnknownEngineFlagIsRefusedWithTheNearest() {
    var ran =
        aim.run(
            "plan",
            QWEN,
            "--hardware",
            "1xMI300X",
            "--backend",
            "vllm",
            "--arg=--max-modl-len=1024",
            "-o",
            "json");

    assertThat(ran.exit()).as(ran.out()).isEqualTo(2);
    assertThat(ran.error().path("code").asText()).isEqualTo("launch.unknown-flag");
    assertThat(ran.error().path("details").path("hint").asText()).contains("--max-model-len");
  }

  @Test
  void fitsTheWidthOfTheTerminal() {
    for (var width : new int[] {80, 120}) {
      var ran = aim.wide(width).run("plan", QWEN, "--hardware", "8xMI300X");
      assertThat(ran.exit()).isZero();
      assertThat(ran.out().lines().filter(line -> line.length() > width)).isEmpty();
    }
  }

  @Test
  void anEndpointBringsTheRecipeOfItsOwnFile() {
    aim.file(
        "both.yaml",
        """
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMEndpoint
        metadata: {name: chat}
        spec:
          model: {id: Qwen/Qwen3-8B}
          recipe: {customRecipe: {name: mine}}
        ---
        apiVersion: aim.engine.amd.com/v1alpha1
        kind: AIMRecipe
        metadata: {name: mine}
        spec:
          modelId: Qwen/Qwen3-8B
          backend: vllm
          hardware: MI300X
          precision: bf16
          configurations:
          - {gpuCount: 1, enabled: true, args: ["--max-model-len=16384"]}
        """);
    var planned = aim.run("plan", "both.yaml", "--hardware", "8xMI300X", "-o", "json");
    assertThat(planned.exit()).as(planned.out()).isZero();
    assertThat(planned.data().path("recipe_id").asText()).isEqualTo("mine");
    assertThat(planned.err()).doesNotContain("left alone");
  }

  @Test
  void aRecipeThatTheListShowsCanBeAskedFor() {
    var planned =
        aim.run(
            "plan",
            "Qwen/Qwen3-8B",
            "--hardware",
            "8xMI300X",
            "--recipe",
            "generated-qwen3-8b-mi300x-bf16",
            "-o",
            "json");
    assertThat(planned.exit()).as(planned.out()).isZero();
    assertThat(planned.data().path("recipe_id").asText())
        .isEqualTo("generated-qwen3-8b-mi300x-bf16");
  }

  @Test
  void aPathThatIsNotThereIsNoModel() {
    var refused = aim.run("plan", "./nope", "--hardware", "1xMI300X");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("there is no such file or folder");
  }
}
