package io.aimengine.plan;

import io.aimengine.api.Nearest;
import io.aimengine.catalog.Accelerator;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;
import io.aimengine.spec.RecipeChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What makes planning pointless before any candidate is judged.
final class Blockers {
  private Blockers() {}

  static List<Objection> of(
      Catalog catalog, Wanted wanted, Inventory inventory, List<Recipe> userRecipes) {
    var found = new ArrayList<Objection>();
    var model = catalog.model(wanted.model());
    if (model.isEmpty()) {
      found.add(new Objection("model.unknown", unknownModel(catalog, wanted.model())));
    }
    wanted
        .wishes()
        .hardware()
        .filter(name -> catalog.accelerator(name).isEmpty())
        .ifPresent(
            name -> found.add(new Objection("hardware.unknown", unknownHardware(catalog, name))));
    if (inventory.nodes().stream().allMatch(node -> node.devices().isEmpty())) {
      found.add(new Objection("inventory.empty", "there is no device in " + inventory.source()));
    } else if (wanted.wishes().hardware().isEmpty() && onlyProcessorsOf(inventory)) {
      found.add(
          new Objection(
              "inventory.empty",
              "no GPU of "
                  + inventory.source()
                  + " can take work now, and processors are used only where hardware: cpu is asked"
                  + " for"));
    }
    model.flatMap(m -> unknownRecipe(catalog, wanted, m, userRecipes)).ifPresent(found::add);
    return found;
  }

  /// The GPUs that there are have all been left out.
  private static boolean onlyProcessorsOf(Inventory inventory) {
    return inventory.otherGpus()
        && inventory.nodes().stream()
            .flatMap(node -> node.devices().stream())
            .allMatch(devices -> devices.accelerator().kind() == Accelerator.Kind.CPU);
  }

  private static String unknownModel(Catalog catalog, String id) {
    return "the catalog does not know "
        + id
        + new ModelNames(catalog).nearest(id).map(n -> "; did you mean " + n + "?").orElse("");
  }

  private static String unknownHardware(Catalog catalog, String name) {
    var known = catalog.accelerators().stream().map(Accelerator::name).toList();
    return "the catalog does not know the accelerator "
        + name
        + Nearest.of(name, known)
            .map(n -> "; did you mean " + n + "?")
            .orElse("; known: " + String.join(", ", known));
  }

  private static Optional<Objection> unknownRecipe(
      Catalog catalog, Wanted wanted, Model model, List<Recipe> userRecipes) {
    if (!(wanted.wishes().recipe() instanceof RecipeChoice.Named(var name, _))) {
      return Optional.empty();
    }
    var known =
        Stream.concat(userRecipes.stream(), catalog.recipes(model.id()).stream())
            .map(Recipe::id)
            .toList();
    if (known.stream().anyMatch(name::equalsIgnoreCase) || isComputed(catalog, model, name)) {
      return Optional.empty();
    }
    var hint =
        Nearest.of(name, known)
            .map(n -> "; did you mean " + n + "?")
            .orElse(known.isEmpty() ? "" : "; known: " + String.join(", ", known));
    return Optional.of(
        new Objection(
            "recipe.unknown", "there is no recipe " + name + " for " + model.id() + hint));
  }

  /// Whether a recipe of this name can be computed, partitions of a GPU left out.
  private static boolean isComputed(Catalog catalog, Model model, String name) {
    return model.checkpoints().stream()
        .anyMatch(checkpoint ->
            catalog.accelerators().stream()
                .map(accelerator -> Generation.name(checkpoint, accelerator, ""))
                .anyMatch(name::equalsIgnoreCase));
  }
}
