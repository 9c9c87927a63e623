package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.catalog.EngineVersion.Platform;
import io.aimengine.catalog.Recipe.Configuration;
import io.aimengine.catalog.Recipe.Origin;
import io.aimengine.flags.FlagContext;
import io.aimengine.flags.FlagLayer;
import io.aimengine.flags.FlagLayers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every recipe of the repository must hold, whatever it serves.
class RecipesTest {
  private final Catalog catalog = Catalogs.builtin();

  @Test
  void coverTheReferenceModelsAndTheMostUsedOnes() {
    assertThat(catalog.recipes())
        .extracting(Recipe::id)
        .contains(
            "qwen3-32b-mi300x-bf16",
            "qwen3-32b-mi250-bf16",
            "llama-3-1-405b-fp8-kv-mi300x-fp8",
            "llama-4-maverick-17b-mi300x-fp8",
            "deepseek-r1-0528-mi300x-fp8");
    var onMi300x =
        catalog.recipes().stream()
            .filter(recipe -> recipe.hardware().equals("MI300X"))
            .map(Recipe::modelId)
            .distinct();
    assertThat(onMi300x.count()).isGreaterThanOrEqualTo(25);
    assertThat(catalog.recipes())
        .extracting(Recipe::hardware)
        .contains("MI250", "MI300X", "MI325X", "MI355X");
  }

  /// An engine that knows the model, has an image and loads the checkpoint has columns, or a column
  /// that says why not.
  @Test
  void haveBothEnginesWhereBothServeTheCheckpoint() {
    for (var recipe : catalog.recipes()) {
      var gfx = catalog.accelerator(recipe.hardware()).orElseThrow().gfx();
      for (var engine : List.of(Engine.VLLM, Engine.SGLANG)) {
        var serves =
            catalog.engines().stream()
                .filter(version -> version.engine() == engine)
                .filter(version -> version.platform() == EngineVersion.Platform.ROCM)
                .filter(version -> version.image(gfx).isPresent())
                .anyMatch(version -> loads(version, gfx, recipe));
        if (serves) {
          assertThat(recipe.engines()).as(recipe.id()).containsKey(engine);
        }
      }
    }
  }

  private boolean loads(EngineVersion version, String gfx, Recipe recipe) {
    var model = catalog.model(recipe.modelId()).orElseThrow();
    var checkpoint = checkpoint(recipe);
    return version.architectures().contains(model.architecture().className())
        && version.loads(gfx, checkpoint.quantization(), checkpoint.precision());
  }

  @Test
  void everyFlagExistsInEveryEngineVersionOfTheRangeWithALegalValue() {
    for (var recipe : catalog.recipes()) {
      var checkpoint = checkpoint(recipe);
      var gib = catalog.accelerator(recipe.hardware()).orElseThrow().memoryGib();
      for (var column : enabled(recipe)) {
        var quantised = !checkpoint.quantization().equals("none");
        var context = FlagContext.of(column.engine(), quantised, gib);
        var layer = FlagLayer.recipe(column.label(), column.configuration().args());
        // Not even a note: a recipe needs no translation.
        assertThat(FlagLayers.merge(context, List.of(layer)).problems()).isEmpty();
      }
    }
  }

  @Test
  void everyColumnAsksForAsManyGpusAsItSays() {
    for (var recipe : catalog.recipes()) {
      for (var column : enabled(recipe)) {
        var flag = column.is(Engine.VLLM) ? "--tensor-parallel-size" : "--tp-size";
        var written = column.configuration().args().getOrDefault(flag, "1");
        assertThat(Integer.parseInt(written)).as(column.label()).isEqualTo(column.gpus());
      }
    }
  }

  @Test
  void everyDisabledColumnSaysWhy() {
    for (var recipe : catalog.recipes()) {
      recipe
          .engines()
          .forEach((engine, columns) ->
              columns.forEach((gpus, column) -> {
                if (!column.enabled()) {
                  assertThat(column.why()).as(recipe.id() + " " + engine).isPresent();
                }
              }));
      assertThat(enabled(recipe)).as(recipe.id()).isNotEmpty();
    }
  }

  @Test
  void everyEngineHasAnImageAndLoadsTheCheckpointThere() {
    for (var recipe : catalog.recipes()) {
      var gfx = catalog.accelerator(recipe.hardware()).orElseThrow().gfx();
      for (var column : enabled(recipe)) {
        assertThat(column.engine().image(gfx)).as(column.label()).isPresent();
        var checkpoint = checkpoint(recipe);
        assertThat(column.engine().loads(gfx, checkpoint.quantization(), checkpoint.precision()))
            .as(column.label())
            .isTrue();
      }
    }
  }

  @Test
  void weightsAndAReserveFitEveryEnabledColumn() {
    for (var recipe : catalog.recipes()) {
      var accelerator = catalog.accelerator(recipe.hardware()).orElseThrow();
      var usable = 0.92 * accelerator.memoryGib();
      var weights = checkpoint(recipe).weightsBytes();
      for (var column : enabled(recipe)) {
        // 4 GiB: runtime, graphs and collective buffers; KV and activations come on top
        assertThat(weights / (double) (1L << 30) / column.gpus() + 4)
            .as(column.label())
            .isLessThan(usable);
      }
    }
  }

  @Test
  void sglangAlwaysShowsItsMetrics() {
    assertThat(catalog.recipes())
        .flatExtracting(this::enabled)
        .extracting(Column.class::cast)
        .filteredOn(column -> column.is(Engine.SGLANG))
        .isNotEmpty()
        .allMatch(column -> column.configuration().args().containsKey("--enable-metrics"));
  }

  @Test
  void noneTrustsRemoteCodeOrCarriesASecret() {
    assertThat(catalog.recipes())
        .flatExtracting(this::enabled)
        .extracting(Column.class::cast)
        .allSatisfy(column -> {
          assertThat(column.configuration().args()).doesNotContainKey("--trust-remote-code");
          assertThat(column.configuration().env()).doesNotContainKey("HF_TOKEN");
          for (var name : column.configuration().args().keySet()) {
            assertThat(column.engine().flags().find(name).orElseThrow().secret()).isFalse();
          }
        });
  }

  @Test
  void onlyThoseWithFiguresCallThemselvesPublishedAndNoneTested() {
    for (var recipe : catalog.recipes()) {
      assertThat(recipe.rationale()).as(recipe.id()).hasSizeGreaterThan(100);
      assertThat(recipe.evidence().isEmpty())
          .as(recipe.id())
          .isEqualTo(recipe.origin() != Origin.PUBLISHED);
      assertThat(recipe.origin()).isNotIn(Origin.TESTED, Origin.GENERATED);
      assertThat(recipe.evidence())
          .as(recipe.id())
          .allMatch(e -> e.source().contains("https://"))
          .allMatch(e -> e.note().contains("flags"));
    }
  }

  /// A rationale is shown as the reason of a plan; what was corrected stands in `history`.
  @Test
  void tellUsersWhyTheyAreGoodAndNotWhatTheyOnceWere() {
    assertThat(catalog.recipes())
        .allSatisfy(recipe ->
            assertThat(recipe.rationale())
                .as(recipe.id())
                .containsPattern("\\d GiB")
                .hasSizeLessThan(450)
                .doesNotContainPattern("(?i)reference|corrected|no longer|is gone|\\bas on\\b"));
  }

  @Test
  void whatTheReferenceOffersAndCannotFitIsOff() {
    var llama = recipe("llama-3-1-405b-fp8-kv-mi300x-fp8");
    for (var engine : List.of(Engine.VLLM, Engine.SGLANG)) {
      assertThat(llama.configuration(engine, 1)).map(Configuration::enabled).contains(false);
      assertThat(llama.configuration(engine, 2).flatMap(Configuration::why).orElseThrow())
          .contains("190.9", "176.6");
      assertThat(llama.configuration(engine, 4)).map(Configuration::enabled).contains(true);
    }
    assertThat(catalog.recipes())
        .noneMatch(r -> r.hardware().equals("MI250") && r.precision() == Precision.FP8);
  }

  @Test
  void areFoundByModelAliasAndVariant() {
    assertThat(catalog.recipes("amd/Llama-3_1-405B-Instruct-FP8-KV"))
        .isEqualTo(catalog.recipes("meta-llama/Llama-3.1-405B-Instruct"))
        .isNotEmpty();
    assertThat(catalog.recipes("nobody/nothing")).isEmpty();
  }

  /// One enabled column and an engine version of its range.
  private record Column(String label, EngineVersion engine, int gpus, Configuration configuration) {
    boolean is(Engine wanted) {
      return engine.engine() == wanted;
    }
  }

  private List<Column> enabled(Recipe recipe) {
    var columns = new ArrayList<Column>();
    recipe
        .engines()
        .forEach((engine, configurations) -> {
          var range = recipe.engineVersions().getOrDefault(engine, VersionRange.of(""));
          var known =
              range.in(catalog, engine).stream()
                  .filter(version -> version.platform() == Platform.ROCM)
                  .toList();
          assertThat(known).as(recipe.id() + " " + engine + " " + range).isNotEmpty();
          for (var version : known) {
            configurations.forEach((gpus, configuration) -> {
              if (configuration.enabled()) {
                var label = recipe.id() + " " + version.label() + " " + gpus + "_gpu";
                columns.add(new Column(label, version, gpus, configuration));
              }
            });
          }
        });
    return columns;
  }

  private Checkpoint checkpoint(Recipe recipe) {
    return catalog
        .model(recipe.modelId())
        .flatMap(m -> m.checkpoint(recipe.checkpointId()))
        .orElseThrow();
  }

  private Recipe recipe(String id) {
    return catalog.recipes().stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
  }
}
