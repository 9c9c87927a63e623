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
        .containsExactly("catalog.schema b.yaml:8:14");
    var references =
        CHECKS.check(Map.of("b.yaml", broken.replace("yes, please", "true"))).findings();
    assertThat(references)
        .extracting(f -> f.problem().code() + " " + f.problem().mark())
        .containsExactly("catalog.reference b.yaml:2:11", "catalog.reference b.yaml:4:11");
  }

  @Test
  void aFileThatIsNamedAsARecipeHoldsThatRecipeWhereverItLies() {
    for (var name : List.of("qwen3-8b-mi300x-fp8.yaml", "a/qwen3-8b-MI300X.json")) {
      assertThat(CHECKS.check(Map.of(name, RECIPE)).findings())
          .extracting(f -> f.problem().code())
          .containsExactly("catalog.recipe-name");
    }
    for (var name :
        List.of("recipe.yaml", "mine.yaml", "qwen3-8b-mi300x-bf16.yaml", "mi300x.yaml")) {
      assertThat(CHECKS.check(Map.of(name, RECIPE)).findings()).as(name).isEmpty();
    }
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
