package io.aimengine.cli.validate;

import java.util.ArrayList;
import java.util.List;

/// Where the lines of a text begin. Lines and columns count from 1, columns in code points, as
/// marks do.
public final class Lines {
  private final String text;
  private final List<Integer> starts = new ArrayList<>(List.of(0));

  public Lines(String text) {
    this.text = text;
    for (var i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      starts.add(i + 1);
    }
  }

  /// A line without its break; "" outside the text.
  public String line(int line) {
    if (line < 1 || line > starts.size()) {
      return "";
    }
    var end = line < starts.size() ? starts.get(line) - 1 : text.length();
    var plain = text.substring(starts.get(line - 1), end);
    return plain.endsWith("\r") ? plain.substring(0, plain.length() - 1) : plain;
  }

  /// The line of an offset in UTF-16 units.
  public int lineOf(int offset) {
    var found = java.util.Collections.binarySearch(starts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /// The column of an offset in UTF-16 units.
  public int columnOf(int offset) {
    return text.codePointCount(starts.get(lineOf(offset) - 1), offset) + 1;
  }

  /// How many code points the word at a place is long: a quoted text, a key, a plain value; 0 when
  /// there is none.
  public int wordAt(int line, int column) {
    var content = line(line);
    if (column < 1 || content.codePointCount(0, content.length()) < column) {
      return 0;
    }
    var from = content.offsetByCodePoints(0, column - 1);
    return content.codePointCount(from, end(content, from));
  }

  private static int end(String line, int from) {
    var quote = line.charAt(from);
    if (quote == '"' || quote == '\'') {
      var close = line.indexOf(quote, from + 1);
      return close < 0 ? line.length() : close + 1;
    }
    for (var i = from; i < line.length(); i++) {
      var next = i + 1 < line.length() ? line.charAt(i + 1) : ' ';
      var c = line.charAt(i);
      var ends =
          (c == ':' && Character.isWhitespace(next))
              || (Character.isWhitespace(c) && next == '#')
              || (i > from && (c == ',' || c == ']' || c == '}'));
      if (ends) {
        return i;
      }
    }
    return line.stripTrailing().length() > from ? line.stripTrailing().length() : line.length();
  }
}
