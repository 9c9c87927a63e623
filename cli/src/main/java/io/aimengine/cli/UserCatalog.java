package io.aimengine.cli;

import io.aimengine.api.Problem;
import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.Catalogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The shipped catalog with a user's folder over it: same ids replace, new ones are added.
final class UserCatalog {
  private static final int DEPTH = 6;
  private static final int MAX_BYTES = 4 << 20;

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
        texts.put(name.resolve(root.relativize(file)).toString(), text(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /// Bounded, and never a failure of the decoder: what is no YAML is told by its line.
  private static String text(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }
}
