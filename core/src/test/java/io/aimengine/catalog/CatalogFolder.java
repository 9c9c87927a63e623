package io.aimengine.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The repository's own `catalog/*.yaml`, by name.
final class CatalogFolder {
  static final Path ROOT = Path.of("..", "catalog");

  private CatalogFolder() {}

  static Map<String, String> texts() {
    var texts = new TreeMap<String, String>();
    try (var files = Files.walk(ROOT)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        texts.put("catalog/" + ROOT.relativize(file), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /// `models/qwen3-8b.yaml`
  static String text(String name) {
    return Objects.requireNonNull(texts().get("catalog/" + name), name);
  }
}
