package io.aimengine.describe;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes YAML line by line, comments included, so that a person can go on with it.
final class YamlText {
  /// What needs no quotes whatever it stands beside.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");

  private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

  private final StringBuilder out = new StringBuilder();

  YamlText line(String text) {
    out.append(text).append('\n');
    return this;
  }

  YamlText comment(String text) {
    return comment("", text);
  }

  YamlText comment(String indent, String text) {
    for (var part : wrapped(text)) {
      line(indent + "# " + part);
    }
    return this;
  }

  YamlText field(String name, String value) {
    return line(name + ": " + quoted(value));
  }

  YamlText field(String name, long value) {
    return line(name + ": " + value);
  }

  YamlText field(String name, boolean value) {
    return line(name + ": " + value);
  }

  /// `name: [a, b]`.
  YamlText list(String name, List<String> items) {
    return line(
        name
            + ": ["
            + items.stream().map(YamlText::quoted).collect(Collectors.joining(", "))
            + "]");
  }

  String text() {
    return out.toString();
  }

  /// Double quotes where YAML could read something else than this text.
  static String quoted(String text) {
    if (PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()) {
      return text;
    }
    var quoted = new StringBuilder("\"");
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || c == 0xfeff) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /// At most some hundred characters a line; nothing that could end the comment.
  private static List<String> wrapped(String text) {
    var lines = new java.util.ArrayList<String>();
    var line = new StringBuilder();
    for (var word : text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip().split(" ")) {
      if (line.length() + word.length() > 96 && !line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
