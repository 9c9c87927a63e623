package io.aimengine.plan;

import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Recipe;
import io.aimengine.plan.Inventory.Devices;
import io.aimengine.plan.Inventory.Node;
import io.aimengine.spec.RecipeChoice;
import io.aimengine.spec.Wishes;
import java.util.Collection;
import java.util.List;

/// Holds every rule of the planner against a recipe, on a node that has as many devices of the
/// recipe's own hardware as its largest column takes.
public final class RecipeJudge {
  private RecipeJudge() {}

  /// One verdict per enabled column; none when the catalog does not have the model or the hardware.
  public static List<Verdict> judge(Catalog catalog, Recipe recipe) {
    var model = catalog.model(recipe.modelId());
    var accelerator = catalog.accelerator(recipe.hardware());
    if (model.isEmpty() || accelerator.isEmpty()) {
      return List.of();
    }
    var inventory = inventory(accelerator.get(), recipe);
    var wishes = Wishes.none().withRecipe(new RecipeChoice.File(recipe.id()));
    var wanted = new Wanted(recipe.checkpointId(), 1, wishes);
    var judge = new Judge(wanted, inventory, Rules.all());
    return new Candidates(catalog, wanted, inventory, model.get())
        .all(List.of(recipe)).stream().map(c -> judge.judge(c).verdict()).toList();
  }

  private static Inventory inventory(Accelerator accelerator, Recipe recipe) {
    var most =
        recipe.engines().values().stream()
            .map(columns -> columns.keySet())
            .flatMap(Collection::stream)
            .mapToInt(Integer::intValue)
            .max()
            .orElse(1);
    var devices = new Devices(accelerator, most, most, accelerator.memoryGib(), "");
    return new Inventory(List.of(new Node("", 0, 0, List.of(devices))), recipe.hardware());
  }
}
