package io.aimengine.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Translates a JSON Schema to a GBNF grammar. What cannot be guaranteed is refused: a keyword that
/// is ignored in silence would be a promise that the answer breaks. (llama.cpp's own translation
/// ends the process on schemas it does not like.)
final class SchemaGrammar {

  private static final int MAX_RULES = 2000;
  private static final int MAX_REPEATS = 200;

  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "enum",
          "const",
          "anyOf",
          "oneOf",
          "$ref",
          "$defs",
          "definitions",
          "title",
          "description",
          "default",
          "examples",
          "$schema",
          "$id",
          "$comment",
          "deprecated",
          "readOnly",
          "writeOnly");

  private static final String JSON_RULES =
      """
      ws ::= " "?
      value ::= object | array | string | number | boolean | null
      object ::= "{" ws (string ws ":" ws value (ws "," ws string ws ":" ws value)*)? ws "}"
      array ::= "[" ws (value (ws "," ws value)*)? ws "]"
      string ::= "\\"" char* "\\""
      char ::= [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4})
      number ::= integer ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})?
      integer ::= "-"? ("0" | [1-9] [0-9]{0,15})
      boolean ::= "true" | "false"
      null ::= "null"
      """;

  private final JsonNode root;
  private final Map<String, String> rules = new LinkedHashMap<>();
  private final Map<String, String> references = new LinkedHashMap<>();

  /// References that are being followed with nothing said in between: one that comes up again would
  /// never end.
  private Set<String> open = new HashSet<>();

  private SchemaGrammar(JsonNode root) {
    this.root = root;
  }

  /// A schema with something this engine cannot guarantee.
  static final class UnsupportedSchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String what;

    UnsupportedSchemaException(String what) {
      super(what);
      this.what = what;
    }

    String what() {
      return what;
    }
  }

  static String anyObject() {
    return "root ::= object\n" + JSON_RULES;
  }

  static String of(JsonNode schema) {
    var grammar = new SchemaGrammar(schema);
    String body = grammar.expression(schema, "schema");
    var text = new StringBuilder("root ::= ").append(body).append('\n').append(JSON_RULES);
    grammar.rules.forEach(
        (name, rule) -> text.append(name).append(" ::= ").append(rule).append('\n'));
    return text.toString();
  }

  private String expression(JsonNode schema, String at) {
    if (schema.isBoolean() && schema.booleanValue()) {
      return "value";
    }
    if (!schema.isObject()) {
      throw new UnsupportedSchemaException(at + " must be an object");
    }
    checkKeywords(schema, at);
    if (schema.has("$ref")) {
      return reference(schema.path("$ref").asText(), at);
    }
    if (schema.has("const")) {
      return literal(schema.get("const"));
    }
    if (schema.has("enum")) {
      return choice(items(schema.get("enum"), at + ".enum").map(SchemaGrammar::literal).toList());
    }
    for (String any : List.of("anyOf", "oneOf")) {
      if (schema.has(any)) {
        return choice(
            items(schema.get(any), at + "." + any)
                .map(s -> expression(s, at + "." + any))
                .toList());
      }
    }
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      return choice(items(type, at + ".type").map(t -> typed(schema, t.asText(), at)).toList());
    }
    return typed(schema, type.isMissingNode() ? implied(schema) : type.asText(), at);
  }

  private static void checkKeywords(JsonNode schema, String at) {
    var unknown = new TreeSet<String>();
    schema.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw new UnsupportedSchemaException(
          at + " uses " + String.join(", ", unknown) + ", which this engine cannot guarantee");
    }
  }

  private static Stream<JsonNode> items(JsonNode list, String at) {
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_RULES) {
      throw new UnsupportedSchemaException(at + " must be a list of 1 to " + MAX_RULES);
    }
    return list.valueStream();
  }

  private static String implied(JsonNode schema) {
    return schema.has("properties") ? "object" : schema.has("items") ? "array" : "";
  }

  private String typed(JsonNode schema, String type, String at) {
    return switch (type) {
      case "" -> "value";
      case "string" -> string(schema, at);
      case "number", "integer", "boolean", "null" -> type;
      case "array" -> array(schema, at);
      case "object" -> object(schema, at);
      default -> throw new UnsupportedSchemaException(at + " has the unknown type " + type);
    };
  }

  private static String string(JsonNode schema, String at) {
    return schema.has("minLength") || schema.has("maxLength")
        ? "\"\\\"\" char" + repeats(schema, "minLength", "maxLength", at) + " \"\\\"\""
        : "string";
  }

  private static String repeats(JsonNode schema, String least, String most, String at) {
    int from = bound(schema, least, 0, at);
    if (!schema.has(most)) {
      return "{" + from + ",}";
    }
    int to = bound(schema, most, 0, at);
    if (to < from) {
      throw new UnsupportedSchemaException(at + "." + most + " is less than " + least);
    }
    return "{" + from + "," + to + "}";
  }

  private static int bound(JsonNode schema, String name, int otherwise, String at) {
    JsonNode value = schema.path(name);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.canConvertToInt() || value.intValue() < 0 || value.intValue() > MAX_REPEATS) {
      throw new UnsupportedSchemaException(at + "." + name + " must be from 0 to " + MAX_REPEATS);
    }
    return value.intValue();
  }

  private String array(JsonNode schema, String at) {
    String item = rule(schema.has("items") ? inner(schema.get("items"), at + ".items") : "value");
    int least = bound(schema, "minItems", 0, at);
    boolean bounded = schema.has("maxItems");
    int most = bound(schema, "maxItems", MAX_REPEATS, at);
    if (bounded && most < least) {
      throw new UnsupportedSchemaException(at + ".maxItems is less than minItems");
    }
    if (bounded && most == 0) {
      return "\"[\" ws \"]\"";
    }
    String more = "{" + Math.max(0, least - 1) + "," + (bounded ? most - 1 : "") + "}";
    String list = item + " (ws \",\" ws " + item + ")" + more;
    return "\"[\" ws " + (least == 0 ? "(" + list + ")?" : list) + " ws \"]\"";
  }

  /// Properties come in the order of the schema, and no others come.
  private String object(JsonNode schema, String at) {
    if (!schema.path("properties").isObject() || schema.path("properties").isEmpty()) {
      return "object";
    }
    var required = new TreeSet<String>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    String none = "\"\"";
    String afterSome = none;
    String afterNone = none;
    var names = new ArrayList<String>();
    schema.get("properties").fieldNames().forEachRemaining(names::add);
    for (String name : names.reversed()) {
      String value = inner(schema.get("properties").get(name), at + ".properties." + name);
      String pair = rule(literal(text(name)) + " ws \":\" ws " + rule(value));
      boolean needed = required.remove(name);
      String first = pair + " " + afterSome;
      afterNone = rule(needed ? first : first + " | " + afterNone);
      String next = "ws \",\" ws " + pair;
      afterSome = rule((needed ? next : "(" + next + ")?") + " " + afterSome);
    }
    if (!required.isEmpty()) {
      throw new UnsupportedSchemaException(
          at + ".required names " + String.join(", ", required) + ", which is no property");
    }
    return "\"{\" ws " + afterNone + " ws \"}\"";
  }

  /// A schema inside an object or array, whose brackets are said first.
  private String inner(JsonNode schema, String at) {
    Set<String> outer = open;
    open = new HashSet<>();
    String body = expression(schema, at);
    open = outer;
    return body;
  }

  private static JsonNode text(String name) {
    return TextNode.valueOf(name);
  }

  private String reference(String target, String at) {
    if (open.contains(target)) {
      throw new UnsupportedSchemaException(at + ".$ref " + target + " leads to itself");
    }
    String known = references.get(target);
    if (known != null) {
      return known;
    }
    JsonNode found = target.equals("#") ? root : resolve(target, at);
    String name = rule("");
    references.put(target, name);
    open.add(target);
    rules.put(name, expression(found, target));
    open.remove(target);
    return name;
  }

  private JsonNode resolve(String target, String at) {
    boolean local = target.startsWith("#/$defs/") || target.startsWith("#/definitions/");
    JsonNode found = local ? root.at(target.substring(1)) : root.path("");
    if (found.isMissingNode()) {
      throw new UnsupportedSchemaException(at + ".$ref " + target + " is not in this schema");
    }
    return found;
  }

  private String rule(String body) {
    String name = newName();
    rules.put(name, body);
    return name;
  }

  private String newName() {
    if (rules.size() >= MAX_RULES) {
      throw new UnsupportedSchemaException("the schema is too large");
    }
    return "r" + rules.size();
  }

  private static String choice(List<String> alternatives) {
    return alternatives.stream().distinct().collect(Collectors.joining(" | ", "(", ")"));
  }

  private static String literal(JsonNode value) {
    String json = value.toString();
    return "\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
