package io.aimengine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Recipe;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecipesPlanTest {
  static Stream<String> recipes() {
    return Worlds.CATALOG.recipes().stream().map(Recipe::id);
  }

  /// Every enabled column of a recipe passes every rule on a whole node of its own hardware.
  @ParameterizedTest
  @MethodSource("recipes")
  void passOnTheirOwnAccelerator(String id) {
    var recipe = recipe(id);
    var none = Wishes.none();
    var wishes =
        new Wishes(
            none.hardware(),
            none.precision(),
            none.engines(),
            none.gpuCount(),
            none.context(),
            none.goal(),
            new RecipeChoice.Named(id, ""),
            none.args());
    var wanted = new Wanted(recipe.modelId(), 1, wishes);
    var inventory = Worlds.machine("8x" + recipe.hardware());
    var model = Worlds.CATALOG.model(recipe.modelId()).orElseThrow();
    var own =
        new Candidates(Worlds.CATALOG, wanted, inventory, model)
            .all(List.of()).stream().filter(c -> c.name().equals(id)).toList();
    var columns =
        recipe.engines().values().stream()
            .flatMap(c -> c.values().stream())
            .filter(Recipe.Configuration::enabled)
            .count();
    assertThat(own).hasSize((int) columns);
    var choice = Choice.of(wanted, Survey.of(wanted, own, inventory), Optional.empty());
    assertThat(choice.rejected())
        .flatExtracting(v -> List.of(v.candidate().label(), v.objections()))
        .isEmpty();
  }

  private static Recipe recipe(String id) {
    return Worlds.CATALOG.recipes().stream()
        .filter(r -> r.id().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
