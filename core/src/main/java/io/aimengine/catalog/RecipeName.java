package io.aimengine.catalog;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A recipe that has a file to itself, whose name is to be its id: not one of several in a file,
/// nor one inside an AIMRecipe or a ConfigMap, which have names of their own. `mark` is where the
/// id is written.
record RecipeName(String file, String id, Mark mark) {

  /// Those of the documents of one file, or of many.
  static List<RecipeName> of(List<CatalogDocument> documents) {
    var recipes = documents.stream().filter(d -> d.kind().equals(Entry.Kind.RECIPE.id())).toList();
    var inFile =
        recipes.stream()
            .collect(Collectors.groupingBy(d -> d.mark().file(), Collectors.counting()));
    var names = new ArrayList<RecipeName>();
    for (var recipe : recipes) {
      var file = recipe.mark().file();
      if (inFile.getOrDefault(file, 0L) == 1
          && !recipe.isInObject()
          && recipe.node() instanceof YamlNode.Mapping m
          && m.get("recipe_id").orElse(m) instanceof YamlNode.Scalar id) {
        names.add(new RecipeName(file, id.text(), id.mark()));
      }
    }
    return names;
  }

  /// One warning for each file that is not called as its recipe: where recipes are kept (a folder
  /// `recipes`, or more than one in a folder), and where the file's name reads as a recipe's. One
  /// file on its own may have any other name.
  static List<Problem> check(List<RecipeName> names, Catalog catalog) {
    var inFolder =
        names.stream().collect(Collectors.groupingBy(RecipeName::folder, Collectors.counting()));
    var words = words(catalog);
    return names.stream()
        .filter(name -> !name.stem().equals(name.id()))
        .filter(name ->
            ("/" + name.file()).contains("/recipes/")
                || inFolder.getOrDefault(name.folder(), 0L) > 1
                || name.reads(words))
        .map(name -> name.problem(words))
        .toList();
  }

  /// What the names of recipes are made of beside the model's: hardware and precisions.
  private static Set<String> words(Catalog catalog) {
    return Stream.concat(
            catalog.accelerators().stream()
                .filter(accelerator -> accelerator.kind() == Accelerator.Kind.GPU)
                .map(Accelerator::name),
            Stream.of(Precision.values()).map(Precision::id))
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  /// Whether the file's name is meant as a recipe's: of several words, one of them hardware, a
  /// precision or of the recipe's own id. `recipe`, `mine` and `my-recipe` are not.
  private boolean reads(Set<String> words) {
    var parts = parts(stem());
    var known = new HashSet<>(parts(id()));
    known.addAll(words);
    known.removeAll(Set.of("recipe", "recipes", "custom"));
    return parts.size() > 1 && parts.stream().anyMatch(known::contains);
  }

  private Problem problem(Set<String> words) {
    return Problem.warning(
        "catalog.recipe-name",
        "recipe_id",
        mark,
        "the file is called " + stem() + ", the recipe " + id(),
        reads(words)
            ? "give both the same name"
            : "call the file " + id() + suffix() + ", as its recipe");
  }

  private String suffix() {
    return file.substring(file.lastIndexOf('/') + 1 + stem().length());
  }

  private String folder() {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  private String stem() {
    return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.(ya?ml|json)$", "");
  }

  private static List<String> parts(String name) {
    return List.of(name.toLowerCase(Locale.ROOT).split("[-_.]"));
  }
}
