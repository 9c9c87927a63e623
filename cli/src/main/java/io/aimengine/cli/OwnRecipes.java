package io.aimengine.cli;

import io.aimengine.spec.EndpointSpec;
import io.aimengine.spec.Manifest;
import io.aimengine.spec.RecipeChoice;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The AIMRecipes of a manifest file: an endpoint of the same file that names one brings it along.
final class OwnRecipes {
  private final Map<String, String> contents = new TreeMap<>();
  private final Set<String> used = new HashSet<>();

  OwnRecipes(List<Manifest> documents) {
    documents.stream()
        .filter(manifest -> manifest.kind() == Manifest.Kind.RECIPE)
        .forEach(recipe -> contents.put(recipe.name(), recipe.node().toJson().toString()));
  }

  /// The endpoint with the recipe that it names, where this file has it.
  EndpointSpec bring(EndpointSpec spec) {
    return content(spec)
        .map(content -> spec.withWishes(spec.wishes().withRecipe(new RecipeChoice.Inline(content))))
        .orElse(spec);
  }

  private Optional<String> content(EndpointSpec spec) {
    if (!(spec.wishes().recipe() instanceof RecipeChoice.Named(var name, _))) {
      return Optional.empty();
    }
    used.add(name);
    return Optional.ofNullable(contents.get(name));
  }

  /// Whether an endpoint has named this recipe so far.
  boolean isUsed(Manifest recipe) {
    return recipe.kind() == Manifest.Kind.RECIPE && used.contains(recipe.name());
  }
}
