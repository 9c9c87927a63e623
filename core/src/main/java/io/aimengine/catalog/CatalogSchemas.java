package io.aimengine.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.aimengine.api.Nearest;
import io.aimengine.api.Problem;
import io.aimengine.yaml.YamlNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Checks documents against the JSON Schemas of `catalog/schema`, the same files that editors use.
final class CatalogSchemas {
  private static final Map<Entry.Kind, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();
  private static final Map<Entry.Kind, Predicate<YamlNode>> GLANCES = new ConcurrentHashMap<>();

  private CatalogSchemas() {}

  /// Every violation, in the order of the text.
  static List<Problem> check(Entry.Kind kind, YamlNode document) {
    var infinite = new ArrayList<Problem>();
    infinite(document, infinite);
    if (!infinite.isEmpty()) {
      // The validator throws on these.
      return infinite;
    }
    return isPlain(kind, document) ? List.of() : examined(kind, document);
  }

  /// Whether a glance is enough to see that the schema is kept.
  static boolean isPlain(Entry.Kind kind, YamlNode document) {
    return GLANCES.computeIfAbsent(kind, k -> SchemaGlance.of(read(k))).test(document);
  }

  /// Every violation that the validator finds.
  static List<Problem> examined(Entry.Kind kind, YamlNode document) {
    return schema(kind).validate(document.toJson()).stream()
        .map(message -> problem(kind, document, message))
        .sorted(
            Comparator.comparingInt((Problem p) -> p.mark().line())
                .thenComparingInt(p -> p.mark().column())
                .thenComparing(Problem::message))
        .distinct()
        .toList();
  }

  /// Where the schema objects: each place as the keys that lead to it, the unknown field or the
  /// missing one last.
  static List<Objected> places(Entry.Kind kind, YamlNode document) {
    return schema(kind).validate(document.toJson()).stream()
        .map(message -> {
          var keys = new ArrayList<String>();
          var location = message.getInstanceLocation();
          for (var i = 0; i < location.getNameCount(); i++) {
            keys.add(String.valueOf(location.getElement(i)));
          }
          var missing = "required".equals(message.getType());
          if (message.getProperty() != null) {
            keys.add(message.getProperty());
          }
          return new Objected(keys, missing);
        })
        .toList();
  }

  /// A place that the schema objects to; `missing` when nothing stands there and something should.
  record Objected(List<String> keys, boolean missing) {}

  private static void infinite(YamlNode node, List<Problem> problems) {
    switch (node) {
      case YamlNode.Mapping m -> m.entries().values().forEach(e -> infinite(e.value(), problems));
      case YamlNode.Sequence q -> q.items().forEach(item -> infinite(item, problems));
      case YamlNode.Scalar(var text, var json, var mark) -> {
        if (json.isDouble() && !Double.isFinite(json.doubleValue())) {
          problems.add(
              Problem.error(
                  "catalog.number", "", mark, text + " is no figure", "write a finite number"));
        }
      }
    }
  }

  private static JsonSchema schema(Entry.Kind kind) {
    return SCHEMAS.computeIfAbsent(
        kind,
        k -> JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(read(k)));
  }

  private static JsonNode read(Entry.Kind kind) {
    var name = "schema/" + kind.id() + ".schema.json";
    try (var in = Objects.requireNonNull(CatalogSchemas.class.getResourceAsStream(name), name)) {
      var bytes = in.readAllBytes();
      return JsonTree.read(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem problem(Entry.Kind kind, YamlNode document, ValidationMessage message) {
    var node = document;
    var path = new StringJoiner(".");
    var location = message.getInstanceLocation();
    for (var i = 0; i < location.getNameCount(); i++) {
      var name = String.valueOf(location.getElement(i));
      path.add(name);
      node = child(node, name).orElse(node);
    }
    var unknown = unknownField(node, message);
    if (unknown.isPresent()) {
      var field = unknown.get();
      return Problem.error(
          "catalog.unknown-field",
          path.add(field.key()).toString(),
          field.keyMark(),
          "unknown field " + field.key(),
          Nearest.hint(field.key(), known(kind, message)));
    }
    var name = badName(node, message);
    if (name.isPresent()) {
      return named(path.toString(), name.get());
    }
    var where = location + ": ";
    var said = message.getMessage();
    return Problem.error(
        "catalog.schema",
        path.toString(),
        node.mark(),
        said.startsWith(where) ? said.substring(where.length()) : said,
        "see catalog/schema/" + kind.id() + ".schema.json");
  }

  /// A key that the schema does not take for a name.
  private static Optional<YamlNode.Entry> badName(YamlNode node, ValidationMessage message) {
    return "propertyNames".equals(message.getType())
            && message.getProperty() != null
            && node instanceof YamlNode.Mapping mapping
        ? Optional.ofNullable(mapping.entries().get(message.getProperty()))
        : Optional.empty();
  }

  private static Problem named(String place, YamlNode.Entry entry) {
    var key = entry.key();
    var hint =
        switch (place.substring(place.lastIndexOf('.') + 1)) {
          case "args" -> flagHint(key);
          case "env" -> "a variable has letters, digits and _, and begins with no digit";
          default -> "one of vllm, sglang, llamacpp";
        };
    return Problem.error(
        "catalog.schema",
        place + "." + key,
        entry.keyMark(),
        key + (place.endsWith("args") ? " is no flag: flags begin with --" : " is no name here"),
        hint);
  }

  private static String flagHint(String key) {
    if (key.matches("-[A-Za-z].*")) {
      return "write the flag's long name";
    }
    var name = key.replace('_', '-');
    return "write " + (name.matches("[A-Za-z][A-Za-z0-9.-]*") ? "--" + name : "a flag's name");
  }

  private static Optional<YamlNode> child(YamlNode node, String name) {
    return switch (node) {
      case YamlNode.Mapping m ->
          Optional.ofNullable(m.entries().get(name)).map(YamlNode.Entry::value);
      case YamlNode.Sequence s -> Optional.of(s.items().get(Integer.parseInt(name)));
      case YamlNode.Scalar _ -> Optional.empty();
    };
  }

  private static Optional<YamlNode.Entry> unknownField(YamlNode node, ValidationMessage message) {
    return "additionalProperties".equals(message.getType())
            && message.getProperty() != null
            && node instanceof YamlNode.Mapping mapping
        ? Optional.ofNullable(mapping.entries().get(message.getProperty()))
        : Optional.empty();
  }

  /// The fields that the schema has where it met an unknown one: beside its additionalProperties.
  private static List<String> known(Entry.Kind kind, ValidationMessage message) {
    var schema = schema(kind).getSchemaNode();
    var place = message.getSchemaLocation().getFragment();
    for (var i = 0; i < place.getNameCount() - 1; i++) {
      schema = schema.path(String.valueOf(place.getElement(i)));
    }
    var names = new ArrayList<String>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    return names;
  }
}
