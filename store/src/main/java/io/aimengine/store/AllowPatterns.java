package io.aimengine.store;

import java.util.List;
import java.util.regex.Pattern;

/// Shell patterns over file names as the hub's clients read them: `*` also crosses `/`.
final class AllowPatterns {
  private final List<Pattern> patterns;

  AllowPatterns(List<String> globs) {
    patterns = globs.stream().map(AllowPatterns::regex).toList();
  }

  /// No pattern allows every file.
  boolean allows(String path) {
    return patterns.isEmpty() || patterns.stream().anyMatch(p -> p.matcher(path).matches());
  }

  private static Pattern regex(String glob) {
    var regex = new StringBuilder();
    for (var c : glob.replaceAll("\\*+", "*").toCharArray()) {
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString());
  }
}
