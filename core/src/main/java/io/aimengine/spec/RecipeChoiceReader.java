package io.aimengine.spec;

import io.aimengine.yaml.YamlNode;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads which recipe is wanted: `customRecipe` at the top or under `recipe`, with a name, a path
/// or the content; or `autoSelect`.
final class RecipeChoiceReader {
  private RecipeChoiceReader() {}

  static RecipeChoice read(Section spec) {
    var findings = spec.findings();
    var choices = new Places<RecipeChoice>("recipe", RecipeChoice::label);
    var auto = new Places<Boolean>("automatic choice");
    auto.add(spec, "autoSelect", spec.bool("autoSelect"));
    choices.add(spec, "customRecipe", custom(spec));
    if (spec.value("recipe").filter(YamlNode.Scalar.class::isInstance).isPresent()) {
      choices.add(spec, "recipe", spec.text("recipe").map(n -> new RecipeChoice.Named(n, "")));
    } else {
      var recipe = spec.section("recipe");
      auto.add(recipe, "autoSelect", recipe.bool("autoSelect"));
      choices.add(recipe, "customRecipe", custom(recipe));
    }
    var choice = choices.agreed(findings);
    var automatic = auto.agreed(findings);
    if (choice.isPresent() && automatic.orElse(false)) {
      findings.warning(
          "spec.custom-recipe-wins",
          choices.path(),
          choices.mark(),
          "autoSelect is true, but a recipe is named: that recipe is used",
          "drop one of the two");
    }
    if (choice.isEmpty() && !automatic.orElse(true)) {
      findings.error(
          "spec.no-recipe",
          "spec.recipe",
          spec.mark("recipe"),
          "autoSelect is false and no recipe is named",
          "drop autoSelect, or name one in customRecipe");
    }
    return choice.orElseGet(RecipeChoice.Auto::new);
  }

  private static Optional<RecipeChoice> custom(Section holder) {
    if (!holder.isMapping("customRecipe")) {
      return holder.text("customRecipe").map(name -> new RecipeChoice.Named(name, ""));
    }
    var custom = holder.section("customRecipe");
    var namespace = custom.text("namespace").orElse("");
    var name = custom.text("name").<RecipeChoice>map(n -> new RecipeChoice.Named(n, namespace));
    var path = custom.text("recipePath").<RecipeChoice>map(RecipeChoice.File::new);
    var content = content(custom).<RecipeChoice>map(RecipeChoice.Inline::new);
    var told = Stream.of(name, path, content).flatMap(Optional::stream).toList();
    if (told.size() > 1 || (told.isEmpty() && !namespace.isEmpty())) {
      return holder.bad(
          "spec.custom-recipe",
          "customRecipe",
          told.isEmpty() ? "a namespace without a name" : "a recipe is told in several ways",
          "write one of name (with namespace), recipePath, recipeContent");
    }
    return told.stream().findFirst();
  }

  /// A block of text, or the recipe itself as a mapping.
  private static Optional<String> content(Section custom) {
    return custom.isMapping("recipeContent")
        ? custom.raw("recipeContent").map(Object::toString)
        : custom.text("recipeContent");
  }
}
