package io.aimengine.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaGrammarTest {

  private static String grammar(String schema) throws IOException {
    return SchemaGrammar.of(JsonText.MAPPER.readTree(schema));
  }

  private static String root(String schema) throws IOException {
    return grammar(schema).lines().findFirst().orElseThrow();
  }

  @Test
  void translatesSimpleTypes() throws IOException {
    assertThat(root("{\"type\":\"integer\"}")).isEqualTo("root ::= integer");
    assertThat(root("{\"type\":[\"string\",\"null\"]}")).isEqualTo("root ::= (string | null)");
    assertThat(root("{\"enum\":[\"a\\\"b\",1,null]}"))
        .isEqualTo("root ::= (\"\\\"a\\\\\\\"b\\\"\" | \"1\" | \"null\")");
    assertThat(root("{\"type\":\"string\",\"maxLength\":5}"))
        .isEqualTo("root ::= \"\\\"\" char{0,5} \"\\\"\"");
    assertThat(root("{}")).isEqualTo("root ::= value");
  }

  @Test
  void optionalPropertiesMayBeLeftOutAndRequiredOnesMayNot() throws IOException {
    assertThat(
            grammar(
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
                    + "\"b\":{\"type\":\"string\"}},\"required\":[\"a\"]}"))
        .startsWith("root ::= \"{\" ws r6 ws \"}\"")
        .contains("r6 ::= r5 r3")
        .contains("r5 ::= \"\\\"a\\\"\" ws \":\" ws r4")
        .contains("r3 ::= (ws \",\" ws r1)? \"\"");
  }

  @Test
  void followsReferencesThatRecur() throws IOException {
    assertThat(
            grammar(
                "{\"$ref\":\"#/$defs/node\",\"$defs\":{\"node\":{\"type\":\"object\","
                    + "\"properties\":{\"next\":{\"$ref\":\"#/$defs/node\"}}}}}"))
        .startsWith("root ::= r0\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"string\",\"pattern\":\"a+\"}               | pattern",
        "{\"type\":\"integer\",\"minimum\":3}                   | minimum",
        "{\"type\":\"king\"}                                    | unknown type king",
        "{\"$ref\":\"http://x\"}                                | $ref",
        "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}} | leads to itself",
        "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"anyOf\":[{\"$ref\":\"#/$defs/a\"}]}}} | leads to itself",
        "{\"type\":\"array\",\"maxItems\":100000}               | maxItems",
        "{\"type\":\"array\",\"minItems\":3,\"maxItems\":2}     | less than",
        "{\"enum\":[]}                                          | enum",
        "{\"properties\":{\"a\":{}},\"required\":[\"b\"]}       | required names b",
        "7                                                      | must be an object",
      })
  void refusesWhatItCannotGuarantee(String schema, String message) throws IOException {
    var node = JsonText.MAPPER.readTree(schema);
    assertThatThrownBy(() -> SchemaGrammar.of(node))
        .isInstanceOf(SchemaGrammar.UnsupportedSchemaException.class)
        .hasMessageContaining(message);
  }
}
