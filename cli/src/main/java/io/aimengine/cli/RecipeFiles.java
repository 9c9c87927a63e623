package io.aimengine.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The recipes that endpoints name or find in their namespace: read and remembered, or those of a
/// bundle.
final class RecipeFiles {
  private final Optional<Path> folder;
  private final Map<String, String> texts;

  private RecipeFiles(Optional<Path> folder, Map<String, String> texts) {
    this.folder = folder;
    this.texts = new TreeMap<>(texts);
  }

  static RecipeFiles of(App app) {
    return new RecipeFiles(Optional.of(app.directory()), Map.of());
  }

  /// What was read before; no file is touched.
  static RecipeFiles of(Map<String, String> texts) {
    return new RecipeFiles(Optional.empty(), texts);
  }

  String text(String path) {
    return Optional.ofNullable(texts.get(path)).orElseGet(() -> first(path));
  }

  /// AIMRecipes of a cluster, by namespace and name.
  void add(Map<String, Map<String, String>> recipes) {
    recipes.forEach(
        (namespace, all) -> all.forEach((name, text) -> texts.put(prefix(namespace) + name, text)));
  }

  /// Those of one namespace, by a name that people understand.
  Map<String, String> of(String namespace) {
    var found = new TreeMap<>(texts);
    found.keySet().removeIf(name -> !name.startsWith(prefix(namespace)));
    return found;
  }

  private static String prefix(String namespace) {
    return "aimrecipe/" + namespace + "/";
  }

  /// All that was read, by path.
  Map<String, String> texts() {
    return Map.copyOf(texts);
  }

  private String first(String path) {
    var text = UserFile.text(folder.orElse(Path.of("")).resolve(path), path);
    texts.put(path, text);
    return text;
  }
}
