package io.aimengine.spec;

import io.aimengine.yaml.YamlNode;
import java.util.List;

/// How problems speak of what people wrote.
final class Wording {
  private static final int LONGEST = 60;
  private static final List<String> SWITCHES = List.of("yes", "no", "on", "off", "true", "false");

  private Wording() {}

  /// On one line, and not endless.
  static String shortened(String text) {
    var line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
  }

  static String describe(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping m -> "a mapping";
      case YamlNode.Sequence s -> "a list";
      case YamlNode.Scalar s when s.json().isTextual() -> "the text '" + shortened(s.text()) + "'";
      case YamlNode.Scalar s -> s.json().isNull() ? "nothing" : shortened(s.text());
    };
  }

  /// For what should have been a boolean.
  static String booleanHint(YamlNode node) {
    return node instanceof YamlNode.Scalar s && SWITCHES.contains(s.text())
        ? "write true or false, without quotes"
        : "";
  }

  /// For what should have been a quantity.
  static String quantityHint(String written) {
    var bare = written.endsWith("B") ? written.substring(0, written.length() - 1) : "";
    return bare.length() > 1 && Quantity.parse(bare).isPresent()
        ? "write it without the B: " + bare
        : "write a number with an optional suffix: 500m, 16Gi, 1.5";
  }
}
