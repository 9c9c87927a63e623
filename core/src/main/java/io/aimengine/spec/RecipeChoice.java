package io.aimengine.spec;

/// Which recipes the planner may choose from.
public sealed interface RecipeChoice {
  /// For people: `qwen3-32b-mi300x-bf16`, `the file r.yaml`.
  default String label() {
    return switch (this) {
      case Auto() -> "automatic";
      case Named(var name, var namespace) -> namespace.isEmpty() ? name : namespace + "/" + name;
      case File(var path) -> "the file " + path;
      case Inline(var content) -> "written in the manifest";
    };
  }

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
