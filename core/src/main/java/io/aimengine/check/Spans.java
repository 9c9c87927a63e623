package io.aimengine.check;

import io.aimengine.api.Mark;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where nodes begin and end in a text, found by reading the text itself: what cannot be found with
/// certainty (folded texts, tags, what an alias brings to several places) has no span.
final class Spans {
  private final String text;
  private final List<Integer> lines = new ArrayList<>();
  private final Set<Mark> shared;

  /// From the first character to behind the last one; `quote` is 0 for a plain word.
  record Span(int from, int to, char quote) {}

  Spans(String text, YamlNode document) {
    this.text = text;
    this.shared = text.indexOf('*') < 0 ? Set.of() : shared(document);
    lines.add(0);
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n' || (text.charAt(i) == '\r' && !text.startsWith("\n", i + 1))) {
        lines.add(i + 1);
      }
    }
  }

  /// The scalar at a place, if it reads as this word there.
  Optional<Span> of(Mark mark, String word) {
    var from = offset(mark);
    if (from < 0 || from >= text.length() || shared.contains(mark)) {
      return Optional.empty();
    }
    var quote = text.charAt(from);
    if (quote != '"' && quote != '\'') {
      var to = from + word.length();
      var whole = !word.isEmpty() && text.startsWith(word, from) && ends(to);
      return whole ? Optional.of(new Span(from, to, (char) 0)) : Optional.empty();
    }
    var to = from + 1 + word.length();
    var whole = text.startsWith(word, from + 1) && to < text.length() && text.charAt(to) == quote;
    return whole ? Optional.of(new Span(from, to + 1, quote)) : Optional.empty();
  }

  Optional<Span> of(YamlNode node) {
    return node instanceof YamlNode.Scalar s ? of(s.mark(), s.text()) : Optional.empty();
  }

  /// The character at a place, 0 where there is none.
  char at(Mark mark) {
    var from = offset(mark);
    return from < 0 || from >= text.length() ? 0 : text.charAt(from);
  }

  private boolean ends(int at) {
    return at == text.length() || " \t\r\n,]}:#".indexOf(text.charAt(at)) >= 0;
  }

  /// Columns count characters, a byte order mark not among them.
  private int offset(Mark mark) {
    if (mark.line() < 1 || mark.line() > lines.size()) {
      return -1;
    }
    var start = lines.get(mark.line() - 1);
    var bom = start == 0 && text.startsWith("\uFEFF") ? 1 : 0;
    var end = mark.line() < lines.size() ? lines.get(mark.line()) : text.length();
    var ahead = mark.column() - 1;
    return text.codePointCount(start + bom, end) < ahead
        ? -1
        : text.offsetByCodePoints(start + bom, ahead);
  }

  /// What is on the line before a place.
  String before(int at) {
    return text.substring(lineStart(at), at);
  }

  /// What is on the line behind a place, without its end.
  String behind(int at) {
    var end = at;
    while (end < text.length() && "\r\n".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return text.substring(at, end);
  }

  int lineStart(int at) {
    var start = at;
    while (start > 0 && "\r\n".indexOf(text.charAt(start - 1)) < 0) {
      start--;
    }
    return start;
  }

  /// Behind the end of the line.
  int nextLine(int at) {
    var end = at + behind(at).length();
    if (text.startsWith("\r\n", end)) {
      return end + 2;
    }
    return Math.min(text.length(), end + 1);
  }

  String text() {
    return text;
  }

  private static Set<Mark> shared(YamlNode document) {
    var seen = new HashSet<Mark>();
    var twice = new HashSet<Mark>();
    walk(document, seen, twice);
    return twice;
  }

  private static void walk(YamlNode node, Set<Mark> seen, Set<Mark> twice) {
    switch (node) {
      case YamlNode.Scalar s -> add(s.mark(), seen, twice);
      case YamlNode.Sequence list -> list.items().forEach(item -> walk(item, seen, twice));
      case YamlNode.Mapping m ->
          m.entries()
              .values()
              .forEach(e -> {
                add(e.keyMark(), seen, twice);
                walk(e.value(), seen, twice);
              });
    }
  }

  private static void add(Mark mark, Set<Mark> seen, Set<Mark> twice) {
    if (!seen.add(mark)) {
      twice.add(mark);
    }
  }
}
