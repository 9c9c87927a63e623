package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Recipe.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverlayTest {
  private static final Catalog BASE = Catalogs.builtin();

  /// As the reference writes recipes: strings only, no origin, no rationale.
  private static final String REFERENCE =
      """
      recipe_id: qwen3-32b-mi300x-bf16
      model_id: Qwen/Qwen3-32B
      huggingface_id: Qwen/Qwen3-32B
      hardware: MI300X
      precision: bf16
      vllm_serve:
        "1_gpu":
          enabled: true
          args:
            --model: Qwen/Qwen3-32B
            --max-model-len: "16384"
            --trust-remote-code: 'true'
            --enforce-eager: true
            --async-scheduling: false
      """;

  @Test
  void aRecipeOfTheSameIdReplaces() {
    var read = Catalogs.overlay(BASE, Map.of("mine/recipes/qwen3-32b-mi300x-bf16.yaml", REFERENCE));
    assertThat(read.problems()).isEmpty();
    var recipes = read.catalog().recipes("Qwen/Qwen3-32B");
    assertThat(recipes).hasSameSizeAs(BASE.recipes("Qwen/Qwen3-32B"));
    var mine = recipes.stream().filter(r -> r.id().equals("qwen3-32b-mi300x-bf16")).findFirst();
    assertThat(mine.orElseThrow().origin()).isEqualTo(Origin.CURATED);
    assertThat(mine.orElseThrow().mark().file())
        .isEqualTo("mine/recipes/qwen3-32b-mi300x-bf16.yaml");
    assertThat(mine.orElseThrow().engines()).containsOnlyKeys(Engine.VLLM);
  }

  @Test
  void aSwitchIsTrueWithoutQuotesAndFalseStaysToSwitchItOff() {
    var read = Catalogs.overlay(BASE, Map.of("recipes/qwen3-32b-mi300x-bf16.yaml", REFERENCE));
    var recipe =
        read.catalog().recipes().stream()
            .filter(r -> r.id().equals("qwen3-32b-mi300x-bf16"))
            .findFirst()
            .orElseThrow();
    assertThat(recipe.configuration(Engine.VLLM, 1).orElseThrow().args())
        .containsEntry("--enforce-eager", "")
        .containsEntry("--trust-remote-code", "true")
        .containsEntry("--async-scheduling", "false");
  }

  @Test
  void anAliasOfTheBaseLeadsToTheReplacedModel() {
    var text =
        text("models/llama-3.1-405b-instruct.yaml").replace("name: \"Llama", "name: \"My Llama");
    var read =
        Catalogs.overlay(
            BASE, Map.of("models/llama.yaml", text.replaceFirst("(?m)^aliases.*\n", "")));
    assertThat(read.problems()).isEmpty();
    assertThat(read.catalog().model("amd/Llama-3_1-405B-Instruct-FP8-KV"))
        .map(Model::name)
        .contains("My Llama 3.1 405B Instruct");
    assertThat(read.catalog().models()).hasSameSizeAs(BASE.models());
  }

  @Test
  void everyProblemIsToldWithItsLine() {
    var broken =
        """
        recipe_id: other-name
        model_id: Qwen/Qwen3-33B
        huggingface_id: Qwen/Qwen3-32B
        hardware: MI300Y
        precision: bf16
        vllm_serve:
          1_gpu:
            enabled: true
        """;
    var read =
        Catalogs.overlay(
            BASE,
            Map.of(
                "recipes/a.yaml",
                broken,
                "recipes/b.yaml",
                broken.replace("enabled", "enabeld"),
                "recipes/c.yaml",
                "recipe_id: [",
                "readme.yaml",
                "hello: world"));
    assertThat(read.problems())
        .extracting(Problem::code)
        .contains(
            "catalog.recipe-name",
            "catalog.reference",
            "catalog.unknown-field",
            "catalog.schema",
            "catalog.kind",
            "yaml.syntax");
    assertThat(read.problems())
        .filteredOn(p -> p.code().equals("catalog.unknown-field"))
        .singleElement()
        .satisfies(p -> {
          assertThat(p.mark()).hasToString("recipes/b.yaml:8:5");
          assertThat(p.path()).isEqualTo("vllm_serve.1_gpu.enabeld");
          assertThat(p.hint()).isEqualTo("did you mean enabled?");
        });
    assertThat(read.problems())
        .filteredOn(p -> p.path().equals("model_id"))
        .extracting(p -> p.mark() + " " + p.hint())
        .containsExactly(
            "recipes/a.yaml:2:11 did you mean Qwen/Qwen3-32B?",
            "recipes/b.yaml:2:11 did you mean Qwen/Qwen3-32B?");
  }

  @Test
  void aFileOutsideTheFoldersIsKnownByItsKeys() {
    var read = Catalogs.overlay(BASE, Map.of("qwen3-32b-mi300x-bf16.yaml", REFERENCE));
    assertThat(read.problems()).isEmpty();
    assertThat(read.catalog().recipes("qwen/qwen3-32b"))
        .anyMatch(r -> r.mark().file().equals("qwen3-32b-mi300x-bf16.yaml"));
  }

  @Test
  void aPrecisionThatTheCheckpointHasNotIsAProblem() {
    var text = REFERENCE.replace("precision: bf16", "precision: fp8");
    var read = Catalogs.overlay(BASE, Map.of("r.yaml", text));
    assertThat(read.problems())
        .singleElement()
        .satisfies(p -> assertThat(p.message()).contains("fp8", "bf16"));
  }

  @Test
  void anEngineFileAloneKeepsTheFlagsOfItsVersion() {
    var mine =
        text("engines/vllm/0.33.0.yaml").replace("vllm/vllm-openai-rocm:v0.33.0", "my/vllm:1");
    var read = Catalogs.overlay(BASE, Map.of("engines/vllm/0.33.0.yaml", mine));
    assertThat(read.problems()).isEmpty();
    var version = read.catalog().engine(Engine.VLLM, "0.33.0").orElseThrow();
    assertThat(version.image("gfx942")).map(EngineVersion.Image::name).contains("my/vllm:1");
    assertThat(version.flags().find("--max-model-len")).isPresent();
  }

  @Test
  void anEngineVersionThatNobodyHasFlagsForIsAProblem() {
    var mine = text("engines/vllm/0.33.0.yaml").replace("\"0.33.0\"", "\"0.99.0\"");
    assertThat(Catalogs.overlay(BASE, Map.of("engines/x.yaml", mine)).problems())
        .extracting(Problem::code)
        .containsExactly("catalog.no-flags");
  }

  @Test
  void twoFilesWithOneIdAreAProblemThatNamesBoth() {
    var problems =
        Catalogs.overlay(BASE, Map.of("a.yaml", REFERENCE, "b.yaml", REFERENCE)).problems();
    assertThat(problems)
        .filteredOn(Problem::isError)
        .singleElement()
        .satisfies(p -> {
          assertThat(p.code()).isEqualTo("catalog.twice");
          assertThat(p.mark().file()).isEqualTo("b.yaml");
          assertThat(p.message()).contains("qwen3-32b-mi300x-bf16", "a.yaml");
        });
  }

  @Test
  void aLooseRecipeWithOneIdNumbersAndSmallLettersIsRead() {
    var loose =
        """
        recipe_id: mine
        huggingface_id: amd/Llama-3.1-70B-Instruct-FP8-KV
        description: loose
        hardware: mi300x
        precision: float8
        vllm_serve:
          2_gpu:
            enabled: true
            args: {--tensor-parallel-size: 2, --gpu-memory-utilization: 0.9}
        """;
    var read = Catalogs.overlay(BASE, Map.of("mine.yaml", loose));
    assertThat(read.problems()).isEmpty();
    assertThat(read.catalog().recipes("meta-llama/Llama-3.1-70B-Instruct"))
        .filteredOn(r -> r.id().equals("mine"))
        .singleElement()
        .satisfies(r -> {
          assertThat(r.precision()).isEqualTo(Precision.FP8);
          assertThat(r.hardware()).isEqualTo("MI300X");
          assertThat(r.configuration(Engine.VLLM, 2).orElseThrow().args())
              .containsEntry("--tensor-parallel-size", "2")
              .containsEntry("--gpu-memory-utilization", "0.9");
        });
  }

  @Test
  void aNewEngineVersionBringsItsFlags() {
    var engine = text("engines/llamacpp/b4916.yaml").replace("version: b4916", "version: b6000");
    var flags = text("engines/llamacpp/b4916.flags.yaml").replace("\"b4916\"", "\"b6000\"");
    var read =
        Catalogs.overlay(
            BASE, Map.of("engines/llamacpp/b6000.yaml", engine, "engines/llamacpp/f.yaml", flags));
    assertThat(read.problems()).isEmpty();
    var version = read.catalog().engine(Engine.LLAMACPP, "b6000").orElseThrow();
    assertThat(version.flags().find("--ctx-size")).isPresent();
    assertThat(read.catalog().engines())
        .filteredOn(e -> e.engine() == Engine.LLAMACPP)
        .extracting(EngineVersion::version)
        .containsExactly("b6000", "b4916");
  }

  private static String text(String name) {
    return CatalogFolder.text(name);
  }
}
