package io.aimengine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import io.aimengine.yaml.YamlNode.Scalar;
import io.aimengine.yaml.YamlNode.Sequence;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Tells what plainly conforms to a schema, many times faster than the validator. It never refuses:
/// at a problem, and at every keyword that it does not know, it does not accept, and the validator
/// looks. What it accepts has no problem for the validator either (ADR 31).
final class SchemaGlance {
  private static final Set<String> COMMENTS = Set.of("$schema", "title", "description");

  /// How the fields of an object are read; all three are one check.
  private static final Set<String> FIELDS =
      Set.of("properties", "patternProperties", "additionalProperties");

  private static final int KNOWN_NAMES = 1000;

  private SchemaGlance() {}

  static Predicate<YamlNode> of(JsonNode schema) {
    if (schema.isBoolean()) {
      return _ -> schema.booleanValue();
    }
    Predicate<YamlNode> all = _ -> true;
    for (var keyword : schema.properties()) {
      var name = keyword.getKey();
      if (!COMMENTS.contains(name) && !FIELDS.contains(name)) {
        all = all.and(keyword(name, keyword.getValue()));
      }
    }
    return FIELDS.stream().anyMatch(schema::has) ? all.and(fields(schema)) : all;
  }

  private static Predicate<YamlNode> keyword(String name, JsonNode value) {
    return switch (name) {
      case "type" -> type(value);
      case "enum" -> among(value);
      case "pattern" -> text(Pattern.compile(value.textValue()).asPredicate());
      case "minLength" -> text(text -> text.codePointCount(0, text.length()) >= value.intValue());
      case "minimum" -> number(number -> number.compareTo(value.decimalValue()) >= 0);
      case "maximum" -> number(number -> number.compareTo(value.decimalValue()) <= 0);
      case "exclusiveMinimum" -> number(number -> number.compareTo(value.decimalValue()) > 0);
      case "required" -> required(texts(value));
      case "minProperties" -> entries(entries -> entries.size() >= value.intValue());
      case "propertyNames" -> names(value);
      case "items" -> items(of(value));
      case "anyOf" -> value.valueStream().map(SchemaGlance::of).reduce(_ -> false, Predicate::or);
      default -> _ -> false;
    };
  }

  private static Predicate<YamlNode> type(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(SchemaGlance::type).reduce(_ -> false, Predicate::or)
        : switch (value.textValue()) {
          case "object" -> node -> node instanceof Mapping;
          case "array" -> node -> node instanceof Sequence;
          case "string" -> node -> node instanceof Scalar scalar && scalar.json().isTextual();
          case "boolean" -> node -> node instanceof Scalar scalar && scalar.json().isBoolean();
          case "null" -> node -> node instanceof Scalar scalar && scalar.json().isNull();
          case "number" -> node -> node instanceof Scalar scalar && scalar.json().isNumber();
          // the validator takes 1.0 as well
          case "integer" ->
              node -> node instanceof Scalar scalar && scalar.json().isIntegralNumber();
          default -> _ -> false;
        };
  }

  private static Predicate<YamlNode> among(JsonNode values) {
    var texts = texts(values);
    return node ->
        node instanceof Scalar scalar
            && scalar.json().isTextual()
            && texts.contains(scalar.json().textValue());
  }

  /// Like all keywords for one type, it has nothing against another.
  private static Predicate<YamlNode> text(Predicate<String> check) {
    return node ->
        !(node instanceof Scalar scalar)
            || !scalar.json().isTextual()
            || check.test(scalar.json().textValue());
  }

  private static Predicate<YamlNode> number(Predicate<BigDecimal> check) {
    return node ->
        !(node instanceof Scalar scalar)
            || !scalar.json().isNumber()
            || check.test(scalar.json().decimalValue());
  }

  private static Predicate<YamlNode> entries(Predicate<Map<String, Entry>> check) {
    return node -> !(node instanceof Mapping mapping) || check.test(mapping.entries());
  }

  private static Predicate<YamlNode> required(Set<String> names) {
    return entries(entries -> entries.keySet().containsAll(names));
  }

  private static Predicate<YamlNode> items(Predicate<YamlNode> item) {
    return node -> !(node instanceof Sequence sequence) || sequence.items().stream().allMatch(item);
  }

  private static Predicate<YamlNode> names(JsonNode value) {
    if (value.properties().size() != 1) {
      return _ -> false;
    }
    if (value.has("pattern")) {
      var pattern = name(value.get("pattern").textValue());
      return entries(entries -> entries.keySet().stream().allMatch(pattern));
    }
    var known = texts(value.path("enum"));
    return entries(entries -> known.containsAll(entries.keySet()));
  }

  private static Predicate<YamlNode> fields(JsonNode schema) {
    var known = new HashMap<String, Predicate<YamlNode>>();
    schema.path("properties").forEachEntry((name, value) -> known.put(name, of(value)));
    var matching = new LinkedHashMap<Predicate<String>, Predicate<YamlNode>>();
    schema
        .path("patternProperties")
        .forEachEntry((pattern, value) -> matching.put(name(pattern), of(value)));
    Predicate<YamlNode> unsaid = _ -> true;
    var others =
        schema.has("additionalProperties") ? of(schema.get("additionalProperties")) : unsaid;
    return entries(entries -> {
      for (var entry : entries.values()) {
        var said = known.containsKey(entry.key());
        if (!known.getOrDefault(entry.key(), unsaid).test(entry.value())) {
          return false;
        }
        for (var pattern : matching.entrySet()) {
          if (pattern.getKey().test(entry.key())) {
            said = true;
            if (!pattern.getValue().test(entry.value())) {
              return false;
            }
          }
        }
        if (!said && !others.test(entry.value())) {
          return false;
        }
      }
      return true;
    });
  }

  /// Whether a name matches. Names come again in file after file, so some that did are known.
  private static Predicate<String> name(String pattern) {
    var matches = Pattern.compile(pattern).asPredicate();
    var known = ConcurrentHashMap.<String>newKeySet();
    return name -> {
      if (known.contains(name)) {
        return true;
      }
      var does = matches.test(name);
      if (does && known.size() < KNOWN_NAMES) {
        known.add(name);
      }
      return does;
    };
  }

  /// Those of the values that are texts.
  private static Set<String> texts(JsonNode values) {
    var texts = new HashSet<String>();
    values.valueStream().filter(JsonNode::isTextual).forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
