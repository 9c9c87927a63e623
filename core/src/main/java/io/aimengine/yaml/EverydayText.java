package io.aimengine.yaml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Mark;
import java.util.Set;
import java.util.StringJoiner;

/// A text and how far it was read: its places, blanks and scalars. It has printable ASCII only and
/// ends with a line break, so that no scan runs beyond it.
final class EverydayText {
  private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@` \n";
  private static final Set<String> BLOCK_HEADERS = Set.of(">", ">-", "|", "|-");

  private final String name;
  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  EverydayText(String name, String text) {
    ensure(text.endsWith("\n") && ascii(text));
    this.name = name;
    this.text = text;
  }

  private static boolean ascii(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if ((c < ' ' || c > '~') && c != '\n') {
        return false;
      }
    }
    return true;
  }

  boolean ended() {
    return at == text.length();
  }

  /// Counts from 0; -1 at the end of the text.
  int column() {
    return ended() ? -1 : at - lineStart;
  }

  int offset() {
    return at;
  }

  Mark mark() {
    return new Mark(name, line, at - lineStart + 1);
  }

  char peek() {
    return text.charAt(at);
  }

  void skip() {
    at++;
  }

  void skipSpaces() {
    at += spaces(at);
  }

  /// Goes on to the next content, beyond spaces and comments; whether it is in a later line.
  boolean skipBlanks() {
    var before = line;
    skipSpaces();
    while (!ended() && (peek() == '\n' || peek() == '#')) {
      nextLine(text.indexOf('\n', at));
      skipSpaces();
    }
    // These would begin or end a document.
    ensure(at > lineStart || !(text.startsWith("---", at) || text.startsWith("...", at)));
    return line > before;
  }

  private void nextLine(int end) {
    at = end + 1;
    lineStart = at;
    line++;
  }

  /// How many there are from a place on.
  private int spaces(int from) {
    var i = from;
    while (i < text.length() && text.charAt(i) == ' ') {
      i++;
    }
    return i - from;
  }

  boolean atBlank() {
    return blank(at);
  }

  /// Whether an indicator (`-` or `:`) stands here, which a blank follows.
  boolean at(char indicator) {
    return peek() == indicator && blank(at + 1);
  }

  private boolean blank(int i) {
    return text.charAt(i) == ' ' || text.charAt(i) == '\n';
  }

  /// Whether a plain key begins here.
  boolean keyed() {
    return startsPlain() && text.charAt(plainEnd(false)) == ':';
  }

  YamlNode.Scalar scalar(boolean flow) {
    return peek() == '"' || peek() == '\'' ? quoted() : plain(flow);
  }

  /// A quote that is meant as a letter comes right after the end, where nobody takes it.
  private YamlNode.Scalar quoted() {
    var mark = mark();
    var quote = peek();
    var end = text.indexOf(quote, at + 1);
    ensure(end > 0);
    var word = text.substring(at + 1, end);
    ensure(word.indexOf('\n') < 0 && (quote == '\'' || word.indexOf('\\') < 0));
    at = end + 1;
    return new YamlNode.Scalar(word, JsonNodeFactory.instance.textNode(word), mark);
  }

  private YamlNode.Scalar plain(boolean flow) {
    ensure(startsPlain());
    var mark = mark();
    var end = plainEnd(flow);
    while (text.charAt(end - 1) == ' ') {
      end--;
    }
    var word = text.substring(at, end);
    at = end;
    return new YamlNode.Scalar(word, Scalars.plain(word), mark);
  }

  private boolean startsPlain() {
    if (peek() != '-') {
      return INDICATORS.indexOf(peek()) < 0;
    }
    var next = text.charAt(at + 1);
    return next == '-' || Character.isLetterOrDigit(next);
  }

  /// Where the plain scalar that begins here ends, with the spaces after it.
  private int plainEnd(boolean flow) {
    for (var i = at; ; i++) {
      var ends =
          switch (text.charAt(i)) {
            case '\n' -> true;
            case ':' -> flow || blank(i + 1);
            case '#' -> flow || text.charAt(i - 1) == ' ';
            case ',', '[', ']', '{', '}' -> flow;
            default -> false;
          };
      if (ends) {
        return i;
      }
    }
  }

  /// A folded or literal block whose lines are indented alike, deeper than `column`, none empty.
  YamlNode.Scalar lines(int column) {
    var mark = mark();
    var end = text.indexOf('\n', at);
    var header = text.substring(at, end);
    var indent = spaces(end + 1);
    ensure(BLOCK_HEADERS.contains(header) && indent > column);
    var lines =
        new StringJoiner(header.startsWith(">") ? " " : "\n", "", header.endsWith("-") ? "" : "\n");
    while (spaces(end + 1) == indent) {
      nextLine(end);
      end = text.indexOf('\n', at + indent);
      var written = text.substring(at + indent, end);
      ensure(!written.isEmpty());
      lines.add(written);
    }
    at = end;
    // A deeper line or an empty one would be part of it.
    var next = end + 1 + spaces(end + 1);
    ensure(next == text.length() || (next <= end + indent && text.charAt(next) != '\n'));
    var all = lines.toString();
    return new YamlNode.Scalar(all, JsonNodeFactory.instance.textNode(all), mark);
  }

  static void ensure(boolean everyday) {
    if (!everyday) {
      throw new GivenUp();
    }
  }

  /// The text is not everyday YAML, or is none.
  static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp() {
      super("not everyday YAML", null, false, false);
    }
  }
}
