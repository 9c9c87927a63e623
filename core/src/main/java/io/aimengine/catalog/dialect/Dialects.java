package io.aimengine.catalog.dialect;

import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.List;
import java.util.Optional;

/// Finds out in which way a recipe or model is written, and brings it into the form of the schema.
public final class Dialects {
  private Dialects() {}

  /// Whether a document is a recipe by its shape, whatever folder it is in. A schema form is one by
  /// its `recipe_id`.
  public static boolean isRecipe(YamlNode document) {
    return document instanceof Mapping m
        && (m.get("recipe_id").isPresent() || RecipeResource.wrote(m) || UserRecipe.wrote(m));
  }

  public static Written read(YamlNode document) {
    return switch (document) {
      case Mapping m when RecipeResource.wrote(m) -> RecipeResource.read(m);
      case Mapping m when UserRecipe.wrote(m) -> UserRecipe.read(m);
      case Mapping m when FlatRecipe.wrote(m) -> FlatRecipe.read(m);
      case Mapping m -> ServeRecipe.read(m);
      case YamlNode.Sequence _, YamlNode.Scalar _ -> Written.asIs(document, "schema");
    };
  }

  /// A model file as the schema wants it; the reference's becomes one that `extends` a known model.
  public static Written readModel(YamlNode document) {
    return document instanceof Mapping m && ReferenceModel.wrote(m)
        ? ReferenceModel.read(m)
        : Written.asIs(document, "schema");
  }

  /// The recipes in the data of a Kubernetes ConfigMap, with the places that they have in its text;
  /// none of any other document.
  public static List<YamlNode> inConfigMap(String name, String text, YamlNode document) {
    if (!(document instanceof Mapping m)
        || m.get("kind").flatMap(Form::text).filter("ConfigMap"::equals).isEmpty()
        || !(m.get("data").orElse(null) instanceof Mapping data)) {
      return List.of();
    }
    return data.entries().values().stream()
        .map(YamlNode.Entry::value)
        .flatMap(value -> Optional.of(value).filter(YamlNode.Scalar.class::isInstance).stream())
        .map(YamlNode.Scalar.class::cast)
        .filter(scalar -> scalar.text().contains("recipe_id"))
        .flatMap(scalar -> Yaml.inside(name, text, scalar).documents().stream())
        .filter(Dialects::isRecipe)
        .toList();
  }
}
