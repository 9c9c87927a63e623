package io.aimengine.yaml;

import static io.aimengine.yaml.EverydayText.ensure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the YAML that people write every day, many times faster than the library: block mappings
/// and lists, scalars and flat flow collections on one line, blocks of even lines. At everything
/// else, however valid, and at every error it gives up, and the library reads the text. What it
/// accepts has the nodes and marks that the library would give (ADR 30).
final class EverydayYaml {
  /// Half of what is allowed: whoever comes near is left to the library.
  private static final int DEPTH = Composer.MAX_DEPTH / 2;

  /// The library allows 1024.
  private static final int LONGEST_KEY = 1000;

  private final EverydayText text;
  private int depth;

  private EverydayYaml(EverydayText text) {
    this.text = text;
  }

  /// Empty unless the whole text is everyday YAML without a problem.
  static Optional<ParsedYaml> read(String name, String text) {
    // A value takes a character at least.
    if (text.length() > Composer.MAX_NODES) {
      return Optional.empty();
    }
    try {
      return Optional.of(new EverydayYaml(new EverydayText(name, text)).document());
    } catch (EverydayText.GivenUp e) {
      return Optional.empty();
    }
  }

  private ParsedYaml document() {
    text.skipBlanks();
    ensure(!text.ended());
    var root = block();
    ensure(text.ended());
    return new ParsedYaml(List.of(root), List.of());
  }

  /// The mapping or list that begins here. Like all that reads a value of a block, it goes on to
  /// the next content, which tells by its column what it belongs to: to nothing when it is deeper.
  private YamlNode block() {
    ensure(++depth <= DEPTH);
    var block = text.at('-') ? sequence() : mapping();
    depth--;
    return block;
  }

  private YamlNode mapping() {
    var mark = text.mark();
    var column = text.column();
    var entries = new LinkedHashMap<String, YamlNode.Entry>();
    do {
      var key = key(false);
      put(entries, key, value(column, false));
    } while (text.column() == column);
    return new YamlNode.Mapping(entries, mark);
  }

  private YamlNode sequence() {
    var mark = text.mark();
    var column = text.column();
    var items = new ArrayList<YamlNode>();
    do {
      text.skip();
      items.add(value(column, true));
    } while (text.column() == column && text.at('-'));
    return new YamlNode.Sequence(items, mark);
  }

  /// What follows a key, or the dash of an item, of the collection in `column`.
  private YamlNode value(int column, boolean item) {
    var mark = text.mark();
    if (text.skipBlanks()) {
      // A list may be in the column of its key.
      var listed = !item && text.column() == column && text.at('-');
      return listed || text.column() > column
          ? block()
          : new YamlNode.Scalar("", JsonNodeFactory.instance.nullNode(), mark);
    }
    if (item && (text.at('-') || text.keyed())) {
      return block();
    }
    var value =
        switch (text.peek()) {
          case '{' -> flowMapping();
          case '[' -> flowSequence();
          case '>', '|' -> text.lines(column);
          default -> text.scalar(false);
        };
    ensure(text.atBlank() && text.skipBlanks());
    return value;
  }

  private YamlNode flowMapping() {
    var mark = text.mark();
    var entries = new LinkedHashMap<String, YamlNode.Entry>();
    do {
      text.skip();
      text.skipSpaces();
      var key = key(true);
      text.skipSpaces();
      put(entries, key, text.scalar(true));
    } while (comma('}'));
    return new YamlNode.Mapping(entries, mark);
  }

  private YamlNode flowSequence() {
    var mark = text.mark();
    var items = new ArrayList<YamlNode>();
    do {
      text.skip();
      text.skipSpaces();
      items.add(text.scalar(true));
    } while (comma(']'));
    return new YamlNode.Sequence(items, mark);
  }

  /// Whether a flow goes on here; its end is passed.
  private boolean comma(char end) {
    text.skipSpaces();
    if (text.peek() == ',') {
      return true;
    }
    ensure(text.peek() == end);
    text.skip();
    return false;
  }

  /// A key and its colon.
  private YamlNode.Scalar key(boolean flow) {
    var start = text.offset();
    var key = text.scalar(flow);
    ensure(text.at(':') && text.offset() - start <= LONGEST_KEY);
    ensure(key.json().isTextual() && !key.text().equals("<<"));
    text.skip();
    return key;
  }

  private static void put(
      Map<String, YamlNode.Entry> entries, YamlNode.Scalar key, YamlNode value) {
    var entry = new YamlNode.Entry(key.text(), key.mark(), value);
    ensure(entries.put(key.text(), entry) == null);
  }
}
