package io.aimengine.yaml;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.LinkedHashMap;
import java.util.List;

/// Reads YAML that stands as a text inside other YAML, with the places that it has in the whole.
final class Inside {
  private Inside() {}

  static ParsedYaml read(String name, String whole, YamlNode.Scalar scalar) {
    var plain = Yaml.parse(name, scalar.text());
    var lines = whole.split("\n", -1);
    var first = scalar.mark().line();
    if (first < 1 || first >= lines.length || !lines[first - 1].matches(".*\\|[-+]?\\s*(#.*)?")) {
      return at(scalar.mark(), plain);
    }
    var placed = Yaml.parse(name, block(lines, first));
    return json(placed).equals(json(plain)) ? placed : at(scalar.mark(), plain);
  }

  /// A literal block as a text of its own, each line where it is in the whole, indented as it is.
  private static String block(String[] lines, int first) {
    var block = new StringBuilder("\n".repeat(first));
    var indent = -1;
    for (var i = first; i < lines.length; i++) {
      var line = lines[i];
      var blanks = line.length() - line.stripLeading().length();
      if (!line.isBlank() && indent < 0) {
        indent = blanks;
      }
      if (!line.isBlank() && blanks < indent) {
        break;
      }
      block.append(line.isBlank() ? "" : line).append('\n');
    }
    return block.toString();
  }

  private static List<com.fasterxml.jackson.databind.JsonNode> json(ParsedYaml yaml) {
    return yaml.documents().stream().map(YamlNode::toJson).toList();
  }

  /// Everything at one place: the text is quoted or folded, so that its parts have none of their
  /// own.
  private static ParsedYaml at(Mark mark, ParsedYaml yaml) {
    return new ParsedYaml(
        yaml.documents().stream().map(document -> at(mark, document)).toList(),
        yaml.problems().stream()
            .map(p -> new Problem(p.code(), p.severity(), p.path(), mark, p.message(), p.hint()))
            .toList());
  }

  private static YamlNode at(Mark mark, YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar(var text, var json, _) -> new YamlNode.Scalar(text, json, mark);
      case YamlNode.Sequence(var items, _) ->
          new YamlNode.Sequence(items.stream().map(item -> at(mark, item)).toList(), mark);
      case YamlNode.Mapping(var entries, _) -> {
        var moved = new LinkedHashMap<String, YamlNode.Entry>();
        entries.forEach(
            (key, e) -> moved.put(key, new YamlNode.Entry(key, mark, at(mark, e.value()))));
        yield new YamlNode.Mapping(moved, mark);
      }
    };
  }
}
