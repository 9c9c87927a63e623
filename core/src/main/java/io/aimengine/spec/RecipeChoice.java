package io.aimengine.spec;

/// Which recipes the planner may choose from.
public sealed interface RecipeChoice {
  /// All of the catalog, and generated ones.
  record Auto() implements RecipeChoice {}

  /// One recipe by name: a catalog recipe, or an AIMRecipe in a cluster (`namespace` "" is the
  /// endpoint's own).
  record Named(String name, String namespace) implements RecipeChoice {}

  /// A recipe file beside the manifest; the shell reads it and calls the planner with its content.
  record File(String path) implements RecipeChoice {}

  /// A recipe written into the manifest.
  record Inline(String content) implements RecipeChoice {}
}
