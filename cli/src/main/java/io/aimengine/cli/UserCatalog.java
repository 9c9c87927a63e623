package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The shipped catalog with a user's folder over it: same ids replace, new ones are added.
final class UserCatalog {
  private static final int DEPTH = 6;

  private UserCatalog() {}

  static Catalog load(String folder, App app) {
    var shipped = Catalogs.builtin();
    if (folder.isEmpty()) {
      return shipped;
    }
    var root = app.directory().resolve(folder);
    if (!Files.isDirectory(root)) {
      throw new CommandFailure(
          Exit.USAGE,
          "catalog.no-folder",
          folder + " is no folder",
          "Check --catalog or AIM_CATALOG.");
    }
    var overlaid = Catalogs.overlay(shipped, texts(Path.of(folder), root));
    if (overlaid.problems().stream().anyMatch(Problem::isError)) {
      throw CommandFailure.of(Exit.USAGE, overlaid.problems());
    }
    return overlaid.catalog();
  }

  private static Map<String, String> texts(Path name, Path root) {
    var texts = new TreeMap<String, String>();
    try (Stream<Path> files = Files.walk(root, DEPTH)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        var shown = name.resolve(root.relativize(file)).toString();
        texts.put(shown, UserFile.text(file, shown));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }
}
