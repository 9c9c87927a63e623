package io.aimengine.check;

import io.aimengine.check.Spans.Span;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.Optional;
import java.util.regex.Pattern;

/// Edits of a text that keep its style: quotes stay quotes, comments and order stay. Where a place
/// cannot be found with certainty there is no edit.
final class Editor {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./@+-]+");
  private static final Pattern REST = Pattern.compile("\\s*(#.*)?");

  private final Spans spans;

  Editor(String text, YamlNode document) {
    this.spans = new Spans(text, document);
  }

  /// Another value in place of a scalar.
  Optional<Edit> value(YamlNode node, String to) {
    return spans.of(node).flatMap(span -> written(to, span).map(t -> edit(span, t)));
  }

  /// A bare word in place of a scalar, without its quotes: `true` is a switch.
  Optional<Edit> bare(YamlNode node, String word) {
    return spans.of(node).map(span -> edit(span, word));
  }

  /// Another name for a key; one that is written as `max_model_len` stays of that kind.
  Optional<Edit> key(Entry entry, String to) {
    var dashed = spans.of(entry.keyMark(), entry.key());
    var span = dashed.or(() -> spans.of(entry.keyMark(), snake(entry.key())));
    return span.flatMap(s -> written(dashed.isPresent() ? to : snake(to), s).map(t -> edit(s, t)));
  }

  /// Whether the entry is two items of a list rather than a key and its value.
  boolean listed(Entry entry) {
    var key = keySpan(entry);
    var value = spans.of(entry.value());
    return key.isPresent()
        && (value.isEmpty()
            || value.get().from() <= key.get().from()
            || !spans.text().substring(key.get().to(), value.get().from()).contains(":"));
  }

  /// The item of a list that is an entry's value, gone. `parent` holds the entry.
  Optional<Edit> withoutValue(Mapping parent, Entry entry) {
    return spans.of(entry.value()).flatMap(value -> gone(parent, value.from(), value.to()));
  }

  /// The entry gone, with its line where it has one of its own.
  Optional<Edit> without(Mapping parent, Entry entry) {
    var key = keySpan(entry);
    if (key.isEmpty()) {
      return Optional.empty();
    }
    if (entry.value().mark().equals(entry.keyMark())) {
      return gone(parent, key.get().from(), key.get().to());
    }
    return spans
        .of(entry.value())
        .filter(value -> value.from() > key.get().from())
        .flatMap(value -> gone(parent, key.get().from(), value.to()));
  }

  private Optional<Edit> gone(Mapping parent, int from, int to) {
    if (flow(parent)) {
      return comma(from, to);
    }
    var before = spans.before(from);
    var item = before.strip().equals("-") && !spans.text().substring(from, to).contains(":");
    return REST.matcher(spans.behind(to)).matches() && (before.isBlank() || item)
        ? Optional.of(new Edit(spans.lineStart(from), spans.nextLine(to), ""))
        : Optional.empty();
  }

  private boolean flow(Mapping parent) {
    var first = spans.at(parent.mark());
    return first == '{' || first == '[';
  }

  /// Something between commas, gone with one of them.
  private Optional<Edit> comma(int from, int to) {
    var text = spans.text();
    var next = to;
    while (next < text.length() && " \t".indexOf(text.charAt(next)) >= 0) {
      next++;
    }
    if (next < text.length() && text.charAt(next) == ',') {
      next++;
      if (spans.before(from).isBlank() && REST.matcher(spans.behind(next)).matches()) {
        return Optional.of(new Edit(spans.lineStart(from), spans.nextLine(next), ""));
      }
      while (next < text.length() && text.charAt(next) == ' ') {
        next++;
      }
      return Optional.of(new Edit(from, next, ""));
    }
    var before = previous(from);
    if (before < 0 || ",{[".indexOf(text.charAt(before)) < 0) {
      return Optional.empty();
    }
    return Optional.of(new Edit(text.charAt(before) == ',' ? before : from, to, ""));
  }

  /// The last character before a place that is no blank.
  private int previous(int at) {
    var before = at - 1;
    while (before >= 0 && Character.isWhitespace(spans.text().charAt(before))) {
      before--;
    }
    return before;
  }

  /// A new entry behind one that stands on a line of its own, or in a row of a flow mapping.
  Optional<Edit> after(Mapping parent, Entry entry, String key, String value) {
    var span = spans.of(entry.value());
    var own = keySpan(entry);
    if (span.isEmpty() || own.isEmpty() || span.get().from() < own.get().to()) {
      return Optional.empty();
    }
    var quoted = own.get().quote() == '"' ? "\"" + key + "\"" : key;
    var line = quoted + ": " + value;
    var at = span.get().to();
    var before = spans.before(own.get().from());
    if (flow(parent)) {
      return Optional.of(new Edit(at, at, ", " + line));
    }
    if (!before.isBlank() || !REST.matcher(spans.behind(at)).matches()) {
      return Optional.empty();
    }
    var next = spans.nextLine(at);
    var eol = spans.text().contains("\r\n") ? "\r\n" : "\n";
    return Optional.of(
        next == at + spans.behind(at).length()
            ? new Edit(next, next, eol + before + line)
            : new Edit(next, next, before + line + eol));
  }

  private Optional<Span> keySpan(Entry entry) {
    return spans
        .of(entry.keyMark(), entry.key())
        .or(() -> spans.of(entry.keyMark(), snake(entry.key())));
  }

  static String snake(String flag) {
    return flag.replaceFirst("^--", "").replace('-', '_');
  }

  private static Edit edit(Span span, String text) {
    return new Edit(span.from(), span.to(), text);
  }

  /// A word in the quotes that were there; a plain one gets some where it needs them.
  private static Optional<String> written(String word, Span span) {
    if (word.chars().anyMatch(c -> c < ' ')) {
      return Optional.empty();
    }
    if (span.quote() == '\'') {
      return Optional.of("'" + word.replace("'", "''") + "'");
    }
    return Optional.of(
        span.quote() == 0 && PLAIN.matcher(word).matches() ? word : doubleQuoted(word));
  }

  static String doubleQuoted(String word) {
    return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
