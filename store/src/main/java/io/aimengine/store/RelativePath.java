package io.aimengine.store;

import java.util.List;

/// Names of files that came from outside: only plain relative paths pass.
final class RelativePath {
  private RelativePath() {}

  static String check(String path) {
    var parts = List.of(path.split("/", -1));
    var bad =
        path.isEmpty()
            || path.length() > 1024
            || path.indexOf('\\') >= 0
            || path.chars().anyMatch(Character::isISOControl)
            || parts.stream().anyMatch(p -> p.isEmpty() || p.equals(".") || p.equals(".."));
    if (bad) {
      throw new StoreException(
          StoreCode.BAD_REQUEST,
          "the source offers a file name that would leave its folder: '" + printable(path) + "'",
          "do not trust this source");
    }
    return path;
  }

  private static String printable(String path) {
    var text = path.replaceAll("\\p{Cntrl}", "?");
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
