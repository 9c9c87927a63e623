package io.aimengine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.catalog.Precision;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListCommandTest {
  private static final String LLAMA_405B = "meta-llama/Llama-3.1-405B-Instruct";

  @TempDir private Path folder;
  private InProcess aim;

  @BeforeEach
  void inAFolderOfItsOwn() {
    aim = InProcess.in(folder);
  }

  private JsonNode list(String... args) {
    var all = new java.util.ArrayList<>(List.of("list"));
    all.addAll(List.of(args));
    all.addAll(List.of("-o", "json"));
    var ran = aim.run(all.toArray(String[]::new));
    assertThat(ran.exit()).as(ran.out()).isZero();
    return ran.data();
  }

  private static List<String> column(JsonNode rows, String key) {
    return rows.valueStream().map(row -> row.path(key).asText()).toList();
  }

  @Test
  void filtersOfModelsNarrowTogether() {
    var small = column(list("models", "--size", "<10B", "--family", "qwen3"), "model");
    assertThat(small).contains("Qwen/Qwen3-8B").doesNotContain("Qwen/Qwen3-32B");
    assertThat(column(list("models", "--licence", "Apache"), "licence"))
        .isNotEmpty()
        .containsOnly("apache-2.0");
    assertThat(column(list("models", "--precision", "float8"), "model")).contains("Qwen/Qwen3-32B");
    assertThat(column(list("models", "--task", "chat"), "task"))
        .isNotEmpty()
        .containsOnly("text-generation");
    assertThat(column(list("models", "--task", "vision"), "model"))
        .contains("google/gemma-3-27b-it")
        .doesNotContain("Qwen/Qwen3-32B");
  }

  @Test
  void hardwareMeansWhatThePlannerCanServeThere() {
    var one = list("models", "--hardware", "1xMI300X");
    assertThat(column(one, "model")).contains("Qwen/Qwen3-32B").doesNotContain(LLAMA_405B);
    assertThat(column(one, "gpus")).containsOnly("1");

    var eight = list("models", "--hardware", "mi300x", "--size", ">400B");
    assertThat(column(eight, "model")).contains(LLAMA_405B);
  }

  @Test
  void sortsAndReverses() {
    var names = column(list("models", "--family", "qwen2.5", "--sort", "size"), "model");
    assertThat(names.getFirst()).isEqualTo("Qwen/Qwen2.5-0.5B-Instruct");
    var back =
        column(list("models", "--family", "qwen2.5", "--sort", "size", "--reverse"), "model");
    assertThat(back).isEqualTo(names.reversed());
    assertThat(column(list("recipes", "--sort", "hardware"), "hardware")).isSorted();
  }

  @Test
  void modelsSortByWhateverTheyAreFilteredBy() {
    assertThat(column(list("models", "--sort", "task"), "task")).isSorted();
    assertThat(column(list("models", "--sort", "license"), "licence"))
        .isEqualTo(column(list("models", "--sort", "licence"), "licence"))
        .isSorted();
    assertThat(precisions(list("models", "--sort", "precision"))).isSorted();

    var served = list("models", "--hardware", "mi300x", "--family", "llama", "--sort", "hardware");
    assertThat(served.valueStream().map(row -> row.path("gpus").asInt()))
        .isSorted()
        .contains(1)
        .anyMatch(count -> count > 1);
    var all = column(list("models", "--sort", "hardware"), "model");
    assertThat(all.indexOf("Qwen/Qwen2.5-0.5B-Instruct")).isLessThan(all.indexOf("Qwen/Qwen3-32B"));
    assertThat(all.indexOf("Qwen/Qwen3-32B")).isLessThan(all.indexOf(LLAMA_405B));
  }

  @Test
  void recipesSortByTheTaskAndTheLicenceOfTheirModel() {
    var licences = licenceOf(list("models"));
    var rows = list("recipes", "--sort", "license");
    assertThat(column(rows, "model").stream().map(licences::get)).hasSizeGreaterThan(2).isSorted();
    assertThat(column(list("recipes", "--sort", "task"), "model"))
        .containsExactlyInAnyOrderElementsOf(column(rows, "model"));
  }

  private static List<Precision> precisions(JsonNode rows) {
    return column(rows, "precision").stream()
        .map(text -> Precision.parse(text).orElseThrow())
        .toList();
  }

  private static Map<String, String> licenceOf(JsonNode models) {
    return models
        .valueStream()
        .collect(
            Collectors.toMap(
                row -> row.path("model").asText(), row -> row.path("licence").asText()));
  }

  @Test
  void generatedRecipesStandBesideTheCatalogsAndAreMarked() {
    var rows = list("recipes", "Qwen/Qwen3-8B", "--hardware", "MI300X");

    assertThat(column(rows, "origin")).contains("curated", "generated");
    assertThat(rows.valueStream())
        .allSatisfy(row ->
            assertThat(row.path("recipe").asText().startsWith("generated-"))
                .isEqualTo(row.path("origin").asText().equals("generated")));
    assertThat(aim.run("generate", "recipe", "Qwen/Qwen3-8B", "--hardware", "MI300X").out())
        .contains("recipe_id: generated-qwen3-8b-mi300x-bf16");
    assertThat(column(rows, "recipe")).contains("generated-qwen3-8b-mi300x-bf16");
    assertThat(column(list("recipes", "--hardware", "MI300X"), "origin"))
        .isNotEmpty()
        .doesNotContain("generated");
  }

  @Test
  void sayWhatEachListIsSortedBy() {
    var models = aim.run("list", "models", "--sort", "contxt");
    assertThat(models.exit()).isEqualTo(2);
    assertThat(models.err()).contains("Did you mean context?").doesNotContain("origin");
    var recipes = aim.run("list", "recipes", "--sort", "nope");
    assertThat(recipes.exit()).isEqualTo(2);
    assertThat(recipes.err()).contains("hardware").doesNotContain("gpus");
  }

  /// A recipe may have an engine's columns only to say why they are off.
  @Test
  void enginesOfARecipeAreThoseThatItEnables() {
    assertThat(list("recipes", "--hardware", "MI250").valueStream())
        .isNotEmpty()
        .noneMatch(row -> row.path("engines").toString().contains("sglang"));
  }

  @Test
  void recipesShowTheirEvidenceAndItsSource() {
    var rows = list("recipes", "--origin", "published");

    assertThat(rows).isNotEmpty();
    assertThat(rows.valueStream())
        .allSatisfy(row -> {
          assertThat(row.path("evidence")).isNotEmpty();
          assertThat(row.at("/evidence/0/source").asText()).contains("https://");
        });
    assertThat(aim.run("list", "recipes", "--origin", "published").out().replaceAll("\\s+", " "))
        .contains("16,582 tokens/s on 8 GPUs (AMD ROCm hub, performance results, 2025-06-18)");
    assertThat(list("recipes", "Qwen/Qwen3-8B").get(0).path("evidence").isArray()).isTrue();
  }

  @Test
  void whatIsGeneratedForHardwareIsWhatFitsThere() {
    var rows =
        list(
            "recipes",
            "--origin",
            "generated",
            "--hardware",
            "MI210",
            "--size",
            "70B-72B",
            "--precision",
            "bf16");

    assertThat(column(rows, "hardware")).isNotEmpty().containsOnly("MI210");
    assertThat(rows.valueStream().flatMap(row -> row.path("gpus").valueStream()))
        .allSatisfy(count -> assertThat(count.asInt()).isGreaterThan(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models --size big",
        "models --precision 3bit",
        "models --hardware H100",
        "models --engine tgi",
        "models --task sing",
        "models --origin curated",
        "models --sort origin",
        "models Qwen/Qwen3-8B",
        "recipes --origin made-up",
        "recipes --origin generated",
        "recipes --sort gpus",
        "recipes no/model",
        "engines --size 8B",
        "--size 8B"
      })
  void refusesAFilterThatMeansNothing(String command) {
    var ran = aim.run(("list " + command).split(" "));

    assertThat(ran.exit()).as(ran.out()).isEqualTo(2);
    assertThat(ran.err()).containsPattern("\\[[a-z]+\\.[a-z-]+]");
  }

  @Test
  void anOriginIsOfRecipes() {
    assertThat(aim.run("list", "models", "--origin", "curated").err())
        .contains("--origin is of recipes", "aim-engine list recipes --origin curated");
  }

  @Test
  void showsAllThatIsKnownOfAModel() {
    var shown = aim.run("show", "model", "qwen/qwen3-32b");
    assertThat(shown.out())
        .contains("Qwen/Qwen3-32B", "apache-2.0", "8 KV heads of 128", "Qwen/Qwen3-32B-FP8")
        .contains("source");

    var data = aim.run("show", "model", "Qwen/Qwen3-32B", "-o", "json").data();
    assertThat(data.at("/architecture/layers").asInt()).isEqualTo(64);
    assertThat(data.path("sources")).isNotEmpty();
    assertThat(aim.run("show", "model", "Qwen/Qwen3-33B").err()).contains("Did you mean");
  }

  @Test
  void showsARecipeWithWhatItRestsOn() {
    var published = list("recipes", "--origin", "published").path(0).path("recipe").asText();
    var shown = aim.run("show", "recipe", published);
    assertThat(shown.out()).contains(published, "published", "source:");

    var data = aim.run("show", "recipe", published, "-o", "json").data();
    assertThat(data.at("/evidence/0/source").asText()).isNotEmpty();
    assertThat(data.path("configurations")).isNotEmpty();
    assertThat(aim.run("show", "recipe", published + "x").err()).contains("Did you mean");
  }

  @Test
  void theLongVersionCountsWhatTheCatalogHolds() {
    assertThat(aim.run("version").out()).doesNotContain("catalog:");
    assertThat(aim.run("version", "--verbose").out())
        .containsPattern("catalog: models +[0-9]+ of [0-9]+ families")
        .containsPattern("catalog: recipes +[0-9]+: .*[0-9]+ curated");
  }
}
