package io.aimengine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Each dialect as the reference's documents write it (`reference-system.md` 1.6), as one recipe.
class DialectsTest {
  private static final Path FOLDER = Path.of("src/test/resources/check/dialects");

  @Test
  void readsTheKubernetesFormWithItsPlaces() {
    var recipe = read("k8s.yaml", "k8s");
    var column = recipe.configuration(Engine.VLLM, 4).orElseThrow();
    assertThat(column.enabled()).isTrue();
    assertThat(column.args())
        .containsEntry("--max-model-len", "32768")
        .containsEntry("--gpu-memory-utilization", "0.9")
        .containsEntry("--trust-remote-code", "");
    assertThat(column.env()).containsEntry("VLLM_USE_ROCM", "1");
  }

  @Test
  void readsARecipeInTheDataOfAConfigMapAtItsPlacesInTheFile() {
    var recipe = read("configmap.yaml", "k8s in a ConfigMap");
    assertThat(recipe.hardware()).isEqualTo("MI300X");
    assertThat(recipe.mark()).hasToString("configmap.yaml:8:5");
    assertThat(recipe.configuration(Engine.VLLM, 4)).isPresent();
    var broken = text("configmap.yaml").replace("precision: bf16", "precision: bf17");
    assertThat(check("configmap.yaml", broken).findings())
        .extracting(f -> f.problem().mark().toString())
        .contains("configmap.yaml:11:16");
  }

  @Test
  void readsTheAdvancedForm() {
    var recipe = read("advanced.yaml", "advanced");
    assertThat(recipe.hardware()).isEqualTo("MI300X");
    assertThat(recipe.configuration(Engine.VLLM, 4).orElseThrow().args())
        .containsEntry("--max-paddings", "8192")
        .containsEntry("--enforce-eager", "false")
        .doesNotContainKey("--quantization");
  }

  @Test
  void readsTheUserForm() {
    var recipe = read("user.yaml", "user");
    assertThat(recipe.id()).isEqualTo("custom-qwen-32b");
    assertThat(recipe.configuration(Engine.VLLM, 4).orElseThrow().args())
        .containsEntry("--tensor-parallel-size", "4")
        .containsEntry("--max-batch-size", "32")
        .containsEntry("--max-model-len", "4096");
  }

  @Test
  void readsTheMcpForm() {
    var recipe = read("mcp.json", "mcp");
    assertThat(recipe.configuration(Engine.VLLM, 1).orElseThrow().args())
        .containsEntry("--mcp-port", "8001");
  }

  @Test
  void readsTheLooseForm() {
    var recipe = read("loose.yaml", "loose");
    assertThat(recipe.modelId()).isEqualTo("Qwen/Qwen3-32B");
    assertThat(recipe.hardware()).isEqualTo("MI300X");
  }

  @Test
  void readsThePlaygroundForm() {
    var recipe = read("playground.yaml", "playground");
    assertThat(recipe.configuration(Engine.SGLANG, 2).orElseThrow().args())
        .containsEntry("--max-batch-size", "6");
  }

  @Test
  void readsTheCustomResource() {
    var recipe = read("aimrecipe.yaml", "AIMRecipe");
    assertThat(recipe.id()).isEqualTo("qwen-32b-mi300x-bf16");
    assertThat(recipe.configuration(Engine.VLLM, 4).orElseThrow().args())
        .containsEntry("--tensor-parallel-size", "4")
        .containsEntry("--trust-remote-code", "true")
        .containsEntry("--enforce-eager", "");
    assertThat(recipe.configuration(Engine.VLLM, 1).orElseThrow().env())
        .containsEntry("VLLM_ROCM_USE_AITER", "1")
        .doesNotContainKey("HF_TOKEN");
  }

  @Test
  void saysWhatWasTranslated() {
    assertThat(check("k8s.yaml", text("k8s.yaml")).translated())
        .contains("gpu_count 4 and backend vllm are read as vllm_serve.4_gpu")
        .anyMatch(line -> line.startsWith("performance is left out"));
  }

  @Test
  void saysWhatTheLooseAndThePlaygroundFormMean() {
    assertThat(check("loose.yaml", text("loose.yaml")).translated())
        .containsExactly(
            "huggingface_id is read as model_id too",
            "numbers without quotes are read as they are written");
    assertThat(check("playground.yaml", text("playground.yaml")).translated())
        .containsExactly(
            "--max-batch-size and --max-context-len are the playground's: each engine gets what it"
                + " calls them");
  }

  @Test
  void saysThatAContainersNameIsTheRecipesOnlyWhereItIs() {
    var named = "recipe_id: mine\n" + text("user.yaml");
    assertThat(check("user.yaml", text("user.yaml")).translated())
        .contains("deployment.container_name is read as recipe_id");
    assertThat(check("user.yaml", named).translated())
        .contains("deployment.container_name is left out: recipe_id is there")
        .noneMatch(line -> line.endsWith("read as recipe_id"));
  }

  @Test
  void tellsWhatADialectDoesNotKnow() {
    var odd = text("k8s.yaml").replace("backend: vllm", "backend: vlm\nreplicas: 2");
    assertThat(check("k8s.yaml", odd).findings())
        .extracting(f -> f.problem().code() + " " + f.problem().mark())
        .contains("catalog.schema k8s.yaml:6:10", "catalog.unknown-field k8s.yaml:7:1");
  }

  private static Recipe read(String name, String dialect) {
    var text = text(name);
    assertThat(check(name, text).dialect()).isEqualTo(dialect);
    var read = Catalogs.overlay(Catalogs.builtin(), Map.of(name, text));
    assertThat(read.problems()).noneMatch(io.aimengine.api.Problem::isError);
    return read.catalog().recipes().stream()
        .filter(recipe -> recipe.mark().file().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static CheckedFile check(String name, String text) {
    return new Checks(Catalogs.builtin()).check(Map.of(name, text)).files().getFirst();
  }

  private static String text(String name) {
    try {
      return Files.readString(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
