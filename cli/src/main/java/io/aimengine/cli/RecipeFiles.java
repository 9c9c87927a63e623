package io.aimengine.cli;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The recipe files that endpoints name: read here and remembered, or those of a bundle.
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

  /// All that was read, by path.
  Map<String, String> texts() {
    return Map.copyOf(texts);
  }

  private String first(String path) {
    var text = read(folder.orElse(Path.of("")).resolve(path));
    texts.put(path, text);
    return text;
  }

  static String read(Path path) {
    try (var in = Files.newInputStream(path)) {
      return new String(in.readNBytes(4 << 20), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CommandFailure.of(
          Exit.USAGE,
          List.of(
              Problem.error(
                  "cli.no-file",
                  "",
                  Mark.file(path.toString()),
                  "cannot be read",
                  "Check the path and its permissions.")));
    }
  }
}
