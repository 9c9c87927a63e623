package io.aimengine.cli;

import io.aimengine.api.Nearest;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Model;
import io.aimengine.catalog.Recipe;

/// Looks a name up in the catalog, or says which name is like it.
final class Known {
  private Known() {}

  static Model model(Catalog catalog, String id) {
    return catalog
        .model(id)
        .orElseThrow(() ->
            new CommandFailure(
                Exit.USAGE,
                "catalog.unknown-model",
                "no model '" + id + "' in the catalog",
                Nearest.of(id, catalog.models().stream().map(Model::id).toList())
                    .map(near -> "Did you mean " + near + "? All: aim-engine list models")
                    .orElse("All known models: aim-engine list models")));
  }

  static Recipe recipe(Catalog catalog, String id) {
    return catalog.recipes().stream()
        .filter(recipe -> recipe.id().equalsIgnoreCase(id))
        .findFirst()
        .orElseThrow(() ->
            new CommandFailure(
                Exit.USAGE,
                "recipe.unknown",
                "no recipe '" + id + "' in the catalog",
                Nearest.of(id, catalog.recipes().stream().map(Recipe::id).toList())
                    .map(near -> "Did you mean " + near + "? All: aim-engine list recipes")
                    .orElse("All known recipes: aim-engine list recipes")));
  }
}
