package io.aimengine.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aimengine.api.Mark;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/// The core schema of YAML 1.2: which plain words are numbers, booleans and null. `yes`, `on` and
/// `1_000` are text there.
final class Scalars {
  private static final Pattern INT = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  private static final Pattern INFINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)");

  /// Longer digits are text: nothing we read is that large, and parsing them costs.
  private static final int LONGEST_NUMBER = 64;

  private static final String PREFIX = "tag:yaml.org,2002:";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Scalars() {}

  /// A value, and the tag that does not fit it, if one does not.
  record Read(YamlNode.Scalar node, Optional<String> badTag) {}

  static Read read(ScalarEvent event, Mark mark) {
    var text = event.getValue();
    var tag = event.getTag();
    if (tag.isEmpty()) {
      var json = event.isPlain() ? plain(text) : JSON.textNode(text);
      return new Read(new YamlNode.Scalar(text, json, mark), Optional.empty());
    }
    var tagged = tagged(tag.get(), text);
    var json = tagged.orElseGet(() -> JSON.textNode(text));
    return new Read(
        new YamlNode.Scalar(text, json, mark), tagged.isPresent() ? Optional.empty() : tag);
  }

  private static Optional<JsonNode> tagged(String tag, String text) {
    var plain = plain(text);
    return switch (tag) {
      case "!", PREFIX + "str" -> Optional.of(JSON.textNode(text));
      case PREFIX + "int" -> Optional.of(plain).filter(JsonNode::isIntegralNumber);
      case PREFIX + "float" -> Optional.of(plain).filter(JsonNode::isNumber);
      case PREFIX + "bool" -> Optional.of(plain).filter(JsonNode::isBoolean);
      case PREFIX + "null" -> Optional.of(plain).filter(JsonNode::isNull);
      default -> Optional.empty();
    };
  }

  /// A plain scalar without a tag.
  static JsonNode plain(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> JSON.nullNode();
      case "true", "True", "TRUE" -> JSON.booleanNode(true);
      case "false", "False", "FALSE" -> JSON.booleanNode(false);
      case ".nan", ".NaN", ".NAN" -> JSON.numberNode(Double.NaN);
      default -> text.length() > LONGEST_NUMBER ? JSON.textNode(text) : numberOrText(text);
    };
  }

  private static JsonNode numberOrText(String text) {
    if (!mayBeNumber(text)) {
      return JSON.textNode(text);
    }
    if (INT.matcher(text).matches()) {
      return integer(text.startsWith("+") ? text.substring(1) : text, 10);
    }
    if (OCTAL.matcher(text).matches()) {
      return integer(text.substring(2), 8);
    }
    if (HEX.matcher(text).matches()) {
      return integer(text.substring(2), 16);
    }
    if (FLOAT.matcher(text).matches()) {
      return JSON.numberNode(Double.parseDouble(text));
    }
    if (INFINITE.matcher(text).matches()) {
      var infinity = Double.POSITIVE_INFINITY;
      return JSON.numberNode(text.startsWith("-") ? -infinity : infinity);
    }
    return JSON.textNode(text);
  }

  /// Spares most words, such as `--max-model-len` and `1_gpu`, the patterns.
  private static boolean mayBeNumber(String text) {
    var first = text.charAt(0);
    var signed = first == '-' || first == '+';
    var start = signed && text.length() > 1 ? text.charAt(1) : first;
    var last = text.charAt(text.length() - 1);
    return (digit(start) || start == '.')
        && (digit(last) || last == '.' || "abcdefABCDEFN".indexOf(last) >= 0);
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static JsonNode integer(String digits, int radix) {
    var value = new BigInteger(digits, radix);
    if (value.bitLength() < Integer.SIZE) {
      return JSON.numberNode(value.intValueExact());
    }
    return value.bitLength() < Long.SIZE
        ? JSON.numberNode(value.longValueExact())
        : JSON.numberNode(value);
  }
}
