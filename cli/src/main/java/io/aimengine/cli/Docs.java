package io.aimengine.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Where a page of `docs/` can be read.
final class Docs {
  private Docs() {}

  /// Under `AIM_DOCS_URL` when that is set, else the page of this checkout; "" when there is none.
  static String page(Map<String, String> env, String page) {
    var base = env.getOrDefault("AIM_DOCS_URL", "");
    if (!base.isEmpty()) {
      return base.replaceFirst("/+$", "") + "/" + page;
    }
    var dist = System.getProperty("aim.dist", "");
    return java.util.stream.Stream.iterate(
            Path.of(dist).toAbsolutePath(), folder -> folder.resolveSibling(""))
        .limit(6)
        .map(folder -> folder.resolve("docs").resolve(page))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(path -> path.normalize().toUri().toString())
        .orElse("");
  }
}
