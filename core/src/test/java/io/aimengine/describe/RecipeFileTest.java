package io.aimengine.describe;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.launch.HardwareVariables;
import io.aimengine.plan.GeneratedRecipe;
import io.aimengine.plan.GeneratedRecipes;
import io.aimengine.plan.Verdict;
import io.aimengine.spec.Wishes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecipeFileTest {
  private static final Catalog CATALOG = Catalogs.builtin();

  private static List<GeneratedRecipe> all() {
    var recipes = new ArrayList<GeneratedRecipe>();
    for (var model : CATALOG.models()) {
      var computed = new GeneratedRecipes(CATALOG, model, Wishes.none());
      for (var accelerator : CATALOG.accelerators()) {
        if (accelerator.kind() == Accelerator.Kind.GPU) {
          computed.on(accelerator, model.id()).stream()
              .filter(GeneratedRecipe::serves)
              .forEach(recipes::add);
        }
      }
    }
    return recipes;
  }

  /// Written, read again through the catalog's schemas and references, and found to say what was
  /// computed.
  @Test
  void everyRecipeOfTheCatalogIsReadAsItWasComputed() {
    var recipes = all();
    var texts = new LinkedHashMap<String, String>();
    recipes.forEach(r -> texts.put(RecipeFile.path(r), RecipeFile.text(r, HardwareVariables::of)));
    var read = Catalogs.overlay(CATALOG, texts);

    assertThat(read.problems()).isEmpty();
    for (var recipe : recipes) {
      var back =
          read.catalog().recipes(recipe.model().id()).stream()
              .filter(r -> r.id().equals(recipe.id()))
              .findFirst()
              .orElseThrow();
      assertThat(back.origin()).isEqualTo(Origin.GENERATED);
      for (var verdict : recipe.verdicts()) {
        var candidate = verdict.candidate();
        var column = back.configuration(candidate.engine().engine(), candidate.gpuCount());
        assertThat(column.filter(c -> c.enabled()).isPresent())
            .as(candidate.label())
            .isEqualTo(verdict.accepted());
        column
            .filter(c -> c.enabled())
            .ifPresent(c -> assertThat(c.args()).isEqualTo(candidate.args()));
      }
    }
  }

  @Test
  void saysHowSeveralNodesWouldServeWhatOneDoesNot() {
    var model = CATALOG.model("meta-llama/Llama-3.1-405B-Instruct").orElseThrow();
    var mi250 = CATALOG.accelerator("MI250").orElseThrow();
    var recipe =
        new GeneratedRecipes(CATALOG, model, Wishes.none()).on(mi250, model.id()).getFirst();

    assertThat(RecipeFile.pastOneNode(recipe).orElseThrow())
        .contains("Past one node: 2 nodes of 8")
        .contains("--tensor-parallel-size 8")
        .contains("--pipeline-parallel-size 2 --nnodes 2 --node-rank RANK");
  }

  @Test
  void showsTheWorkingAndWhyOtherCountsAreOff() {
    var model = CATALOG.model("Qwen/Qwen3-32B").orElseThrow();
    var mi300x = CATALOG.accelerator("MI300X").orElseThrow();
    var recipe =
        new GeneratedRecipes(CATALOG, model, Wishes.none()).on(mi300x, model.id()).getFirst();
    var text = RecipeFile.text(recipe, HardwareVariables::of);

    assertThat(text)
        .contains("origin: generated")
        .contains("never run")
        .contains("weights 61.0")
        .contains("256.0 KiB a token")
        .contains("# 3 GPUs: 64 attention heads do not divide by tensor parallel size 3")
        .contains("VLLM_ROCM_USE_AITER: \"1\"");
    assertThat(recipe.of(Engine.SGLANG)).anyMatch(Verdict::accepted);
  }
}
