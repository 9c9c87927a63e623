package io.aimengine.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aimengine.catalog.Entry.Kind;
import io.aimengine.yaml.Yaml;
import io.aimengine.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is accepted at a glance, and that the validator has nothing against it.
/// `-Dmutations=100000` tries more of them, `-Dseed=2` others.
class SchemaGlanceTest {
  private static final int MUTATIONS = Integer.getInteger("mutations", 3_000);
  private static final long SEED = Long.getLong("seed", 20_261_130);
  private static final List<JsonNode> ODD =
      List.of(
          json("null"),
          json("true"),
          json("0"),
          json("-1"),
          json("1"),
          json("1.0"),
          json("1.5"),
          json("2147483648"),
          json("1e400"),
          json("''"),
          json("x"),
          json("vllm"),
          json("1_gpu"),
          json("--x"),
          json("[]"),
          json("[1]"),
          json("{}"),
          json("{x: 1}"),
          json("{vllm: ''}"));

  private static JsonNode json(String yaml) {
    return read(yaml).toJson();
  }

  private static YamlNode read(String yaml) {
    return Yaml.parse("test.yaml", yaml).documents().getFirst();
  }

  @Test
  void acceptsEveryShippedRecipe() {
    for (var recipe : shipped()) {
      assertThat(CatalogSchemas.isPlain(Kind.RECIPE, recipe)).as("%s", recipe.mark()).isTrue();
    }
  }

  /// Recipes one to three of whose values or names are odd.
  @Test
  void acceptsNoRecipeThatTheValidatorRefuses() {
    var recipes = shipped();
    var accepted = 0;
    for (var i = 0; i < MUTATIONS; i++) {
      var random = new Random(SEED + i);
      var root = recipes.get(random.nextInt(recipes.size())).toJson();
      for (var n = 1 + random.nextInt(3); n > 0; n--) {
        mutate(root, random);
      }
      var document = read(root.toString());
      if (CatalogSchemas.isPlain(Kind.RECIPE, document)) {
        accepted++;
        assertThat(CatalogSchemas.examined(Kind.RECIPE, document)).as(root.toString()).isEmpty();
      }
    }
    System.out.printf("%,d of %,d recipes were accepted at a glance%n", accepted, MUTATIONS);
    assertThat(accepted).isBetween(MUTATIONS / 50, MUTATIONS / 10 * 9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          type: string                       | x           | 1
          type: integer                      | 1           | 1.5
          type: number                       | 1.5         | x
          type: boolean                      | true        | x
          type: array                        | [1]         | {a: 1}
          type: object                       | {a: 1}      | [1]
          type: [object, 'null']             | null        | x
          enum: [a, b]                       | a           | c
          enum: [a, b]                       | b           | 1
          pattern: '^a'                      | ab          | ba
          pattern: '^a'                      | 1           | ba
          minLength: 2                       | ab          | a
          minLength: 2                       | ab          | "\\U0001F600"
          minimum: 2                         | 2           | 1
          maximum: 2                         | 2           | 2.1
          exclusiveMinimum: 2                | 2.1         | 2
          required: [a]                      | {a: 1}      | {b: 1}
          minProperties: 1                   | {a: 1}      | {}
          propertyNames: {pattern: '^a'}     | {ab: 1}     | {ab: 1, b: 1}
          propertyNames: {enum: [a]}         | {a: 1}      | {b: 1}
          items: {type: string}              | [a]         | [a, 1]
          anyOf: [{type: string}, {minimum: 2}] | x        | 1
          properties: {a: {type: string}}    | {a: x, b: 1} | {a: 1}
          additionalProperties: false        | {}          | {a: 1}
          additionalProperties: {type: string} | {a: x}    | {a: 1}
          {properties: {a: {}}, additionalProperties: false} | {a: 1} | {b: 1}
          {patternProperties: {'^a': {type: string}}, additionalProperties: false} | {ab: x} | {ab: 1}
          {patternProperties: {'^a': {}}, additionalProperties: false} | {ab: x} | {b: 1}
          {properties: {ab: {}}, patternProperties: {'^a': {type: string}}} | {ab: x} | {ab: 1}
          """)
  void knows(String schema, String kept, String broken) {
    var glance = SchemaGlance.of(json(schema));

    assertThat(glance.test(read(kept))).isTrue();
    assertThat(glance.test(read(broken))).isFalse();
    // names that are known already
    assertThat(glance.test(read(kept))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oneOf: [{}]",
        "$ref: '#/$defs/a'",
        "uniqueItems: true",
        "const: 1",
        "type: odd",
        "enum: [1]",
        "propertyNames: {pattern: a, minLength: 2}"
      })
  void acceptsNothingWhereItDoesNotKnowTheKeyword(String schema) {
    assertThat(SchemaGlance.of(json(schema)).test(read("1"))).isFalse();
  }

  private static List<YamlNode> shipped() {
    return CatalogFolder.texts().entrySet().stream()
        .filter(text -> text.getKey().contains("/recipes/"))
        .map(text -> Yaml.parse(text.getKey(), text.getValue()).documents().getFirst())
        .toList();
  }

  private static void mutate(JsonNode root, Random random) {
    var containers = new ArrayList<JsonNode>();
    collect(root, containers);
    var odd = ODD.get(random.nextInt(ODD.size())).deepCopy();
    switch (containers.get(random.nextInt(containers.size()))) {
      case ArrayNode array when !array.isEmpty() && random.nextBoolean() ->
          array.set(random.nextInt(array.size()), odd);
      case ArrayNode array -> array.add(odd);
      case ObjectNode object -> mutate(object, odd, random);
      default -> throw new IllegalStateException("no container");
    }
  }

  private static void mutate(ObjectNode object, JsonNode odd, Random random) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    var name = names.isEmpty() ? "x" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.set(odd.asText("y"), object.path(name).deepCopy());
      case 2 -> object.set(name + odd.asText(), JsonNodeFactory.instance.textNode("x"));
      default -> object.set(name, odd);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }
}
