package io.aimengine.spec;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.api.Mark;
import io.aimengine.api.Nearest;
import io.aimengine.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// One mapping of a manifest while it is read. Every look-up makes its key a known one;
/// `UnknownFields` reports the keys that nobody asked for. A null value counts as absent, as in
/// Kubernetes.
final class Section {
  private static final String QUOTES = "write it without quotes";

  private final YamlNode.Mapping node;
  private final String path;
  private final Findings findings;
  private final TreeSet<String> known = new TreeSet<>();
  private final Map<String, Section> children = new LinkedHashMap<>();

  Section(YamlNode.Mapping node, String path, Findings findings) {
    this.node = node;
    this.path = path;
    this.findings = findings;
  }

  Findings findings() {
    return findings;
  }

  boolean isEmpty() {
    return node.entries().isEmpty();
  }

  Mark mark() {
    return node.mark();
  }

  /// Where the key is written, or the section when it is not.
  Mark mark(String key) {
    return node.entry(key).map(YamlNode.Entry::keyMark).orElse(node.mark());
  }

  String path() {
    return path;
  }

  String path(String key) {
    if (key.indexOf('.') >= 0 || key.indexOf('/') >= 0) {
      return path + "[\"" + key + "\"]";
    }
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return value(key).isPresent();
  }

  /// Absent, null, or text with nothing in it.
  boolean isBlank(String key) {
    return value(key)
        .filter(n -> !(n instanceof YamlNode.Scalar s && s.text().isBlank()))
        .isEmpty();
  }

  List<String> keys() {
    return List.copyOf(node.entries().keySet());
  }

  /// The value as it is, null left out.
  Optional<YamlNode> value(String key) {
    known.add(key);
    return node.get(key).filter(n -> !(n instanceof YamlNode.Scalar s && s.json().isNull()));
  }

  Optional<JsonNode> raw(String key) {
    return value(key).map(YamlNode::toJson);
  }

  /// Text, or a number where text is meant (a tag `1.10` keeps its spelling).
  Optional<String> text(String key) {
    return value(key)
        .flatMap(n ->
            n instanceof YamlNode.Scalar s && !s.json().isBoolean()
                ? Optional.of(s.text().strip())
                : wrongType(key, n, "text", ""))
        .filter(text -> !text.isEmpty());
  }

  Optional<Boolean> bool(String key) {
    return value(key)
        .flatMap(n ->
            n instanceof YamlNode.Scalar s && s.json().isBoolean()
                ? Optional.of(s.json().asBoolean())
                : wrongType(key, n, "true or false", Wording.booleanHint(n)));
  }

  Optional<Integer> integer(String key, int min, int max) {
    return number(key, min, max).map(Math::toIntExact);
  }

  Optional<Long> number(String key, long min, long max) {
    var scalar = value(key);
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    if (!(scalar.get() instanceof YamlNode.Scalar s) || !s.json().isIntegralNumber()) {
      var quoted = scalar.get() instanceof YamlNode.Scalar q && q.text().matches("-?[0-9]{1,18}");
      return wrongType(key, scalar.get(), "a whole number", quoted ? QUOTES : "");
    }
    if (!s.json().canConvertToLong() || s.json().longValue() < min || s.json().longValue() > max) {
      var range = max == Integer.MAX_VALUE ? "at least " + min : min + " to " + max;
      return bad("spec.range", key, "%s is out of range: %s".formatted(s.text(), range), "");
    }
    return Optional.of(s.json().longValue());
  }

  Optional<Integer> port(String key) {
    return integer(key, 1, 65_535);
  }

  Optional<Integer> percent(String key) {
    return integer(key, 1, 100);
  }

  /// `300`, `"300s"`, `5m`, `1h30m`.
  Optional<Duration> duration(String key) {
    return parsed(
        key,
        "spec.duration",
        Durations::parse,
        "write seconds (300) or a number with a unit (300s, 5m, 1h)");
  }

  Optional<Quantity> quantity(String key) {
    var written = raw(key).map(n -> n.asText("")).orElse("");
    return parsed(key, "spec.quantity", Quantity::parse, Wording.quantityHint(written));
  }

  /// One of a few words, in any case.
  Optional<String> choice(String key, String... words) {
    return choice(key, List.of(words), w -> w);
  }

  /// One of a few values, each written as its id, in any case.
  <T> Optional<T> choice(String key, List<T> values, Function<T, String> id) {
    var ids = values.stream().map(id).toList();
    return parsed(
        key,
        "spec.value",
        text -> values.stream().filter(v -> id.apply(v).equalsIgnoreCase(text)).findFirst(),
        wordsHint(key, ids));
  }

  private String wordsHint(String key, List<String> ids) {
    var near = Nearest.hint(raw(key).map(n -> n.asText("")).orElse(""), ids);
    var all = "one of " + String.join(", ", ids);
    return near.isEmpty() ? all : near + " (" + all + ")";
  }

  <T> Optional<T> parsed(
      String key, String code, Function<String, Optional<T>> parse, String hint) {
    var text = text(key);
    var value = text.flatMap(parse);
    if (text.isPresent() && value.isEmpty()) {
      return bad(code, key, "'%s' does not fit".formatted(Wording.shortened(text.get())), hint);
    }
    return value;
  }

  /// The section under a key; an empty one when it is absent. Asking twice gives the same one.
  Section section(String key) {
    return children.computeIfAbsent(key, this::open);
  }

  private Section open(String key) {
    var value = value(key);
    if (value.isPresent() && value.get() instanceof YamlNode.Mapping mapping) {
      return new Section(mapping, path(key), findings);
    }
    value.ifPresent(n -> wrongType(key, n, "a mapping", ""));
    return new Section(new YamlNode.Mapping(Map.of(), mark(key)), path(key), findings);
  }

  boolean isMapping(String key) {
    return value(key).filter(YamlNode.Mapping.class::isInstance).isPresent();
  }

  /// The items of a list; a lone scalar counts as a list of one.
  List<YamlNode> items(String key) {
    return switch (value(key).orElse(null)) {
      case null -> List.of();
      case YamlNode.Sequence list -> list.items();
      case YamlNode.Scalar scalar -> List.of(scalar);
      case YamlNode.Mapping mapping -> {
        wrongType(key, mapping, "a list", "");
        yield List.of();
      }
    };
  }

  /// A list whose items are mappings, each with a path such as `ports[0]`.
  List<Section> sections(String key) {
    var sections = new ArrayList<Section>();
    var items = items(key);
    for (var i = 0; i < items.size(); i++) {
      var place = path(key) + "[" + i + "]";
      if (items.get(i) instanceof YamlNode.Mapping mapping) {
        var section = new Section(mapping, place, findings);
        children.put(place, section);
        sections.add(section);
      } else {
        wrongTypeAt(place, items.get(i), "a mapping", "");
      }
    }
    return sections;
  }

  List<String> texts(String key) {
    var texts = new ArrayList<String>();
    var items = items(key);
    for (var i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof YamlNode.Scalar s && !s.text().isBlank()) {
        texts.add(s.text().strip());
      } else {
        wrongTypeAt(path(key) + "[" + i + "]", items.get(i), "text", "");
      }
    }
    return texts;
  }

  /// Keys that people choose, and text values.
  Map<String, String> labels(String key) {
    var labels = new LinkedHashMap<String, String>();
    var section = open(key);
    for (var name : section.keys()) {
      if (section.node.get(name).orElseThrow() instanceof YamlNode.Scalar s
          && s.json().isTextual()) {
        labels.put(name, s.text());
      } else {
        section.wrongType(name, section.node.get(name).orElseThrow(), "text", "put it in quotes");
      }
    }
    return labels;
  }

  /// Takes these keys for known without reading them.
  Section ignore(String... keys) {
    known.addAll(List.of(keys));
    return this;
  }

  Set<String> known() {
    return known;
  }

  Collection<Section> children() {
    return children.values();
  }

  <T> Optional<T> bad(String code, String key, String message, String hint) {
    var at = node.get(key).map(YamlNode::mark).orElse(node.mark());
    findings.error(code, path(key), at, message, hint);
    return Optional.empty();
  }

  private <T> Optional<T> wrongType(String key, YamlNode found, String wanted, String hint) {
    return wrongTypeAt(path(key), found, wanted, hint);
  }

  private <T> Optional<T> wrongTypeAt(String at, YamlNode found, String wanted, String hint) {
    var message = "wanted %s, found %s".formatted(wanted, Wording.describe(found));
    findings.error("spec.type", at, found.mark(), message, hint);
    return Optional.empty();
  }
}
