package io.aimengine.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
  @Test
  void knowsWhereEveryValueWasWritten() {
    var parsed = Yaml.parse("f.yaml", "spec:\n  model: a/b\n  replicas: 2\n");
    assertThat(parsed.problems()).isEmpty();
    var root = (YamlNode.Mapping) parsed.documents().getFirst();
    var spec = (YamlNode.Mapping) root.get("spec").orElseThrow();
    var replicas = spec.entry("replicas").orElseThrow();
    assertThat(replicas.keyMark()).isEqualTo(new Mark("f.yaml", 3, 3));
    assertThat(replicas.value().mark()).isEqualTo(new Mark("f.yaml", 3, 13));
    assertThat(root.toJson()).hasToString("{\"spec\":{\"model\":\"a/b\",\"replicas\":2}}");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "+1, 1",
    "-7, -7",
    "0x1F, 31",
    "0o17, 15",
    "017, 17",
    "1.5, 1.5",
    "1e3, 1000.0",
    ".5, 0.5",
    "true, true",
    "False, false",
    "~, null",
    "3000000000, 3000000000",
    "99999999999999999999, 99999999999999999999",
    "yes, '\"yes\"'",
    "1_000, '\"1_000\"'",
    "300s, '\"300s\"'",
    "'\"1\"', '\"1\"'",
    "!!str 1, '\"1\"'",
    "'''1''', '\"1\"'",
  })
  void readsScalarsByTheCoreSchema(String written, String json) {
    var parsed = Yaml.parse("f", "k: " + written);
    assertThat(parsed.documents().getFirst().toJson()).hasToString("{\"k\":" + json + "}");
  }

  @Test
  void readsJsonToo() {
    var parsed = Yaml.parse("f", "{\"a\": [1, \"x\", null], \"b\": {\"c\": 1.0}}");
    assertThat(parsed.problems()).isEmpty();
    assertThat(parsed.documents().getFirst().toJson())
        .hasToString("{\"a\":[1,\"x\",null],\"b\":{\"c\":1.0}}");
  }

  @Test
  void readsSeveralDocumentsAndLeavesEmptyOnesOut() {
    var parsed = Yaml.parse("f", "---\na: 1\n---\n# nothing\n---\nb: 2\n...\n---\n");
    assertThat(parsed.documents()).hasSize(2);
    assertThat(parsed.ok()).isTrue();
    assertThat(Yaml.parse("f", "").documents()).isEmpty();
    assertThat(Yaml.parse("f", "# only a comment\n").documents()).isEmpty();
  }

  @Test
  void acceptsByteOrderMarkAndWindowsLines() {
    var parsed = Yaml.parse("f", "\uFEFFa: 1\r\nb: 2\r\n");
    assertThat(parsed.documents().getFirst().toJson()).hasToString("{\"a\":1,\"b\":2}");
    var root = (YamlNode.Mapping) parsed.documents().getFirst();
    assertThat(root.mark()).isEqualTo(new Mark("f", 1, 1));
    assertThat(root.entry("b").orElseThrow().keyMark()).isEqualTo(new Mark("f", 2, 1));
  }

  @Test
  void expandsAliases() {
    var parsed = Yaml.parse("f", "a: &x {k: 1}\nb: *x\n");
    assertThat(parsed.documents().getFirst().toJson())
        .hasToString("{\"a\":{\"k\":1},\"b\":{\"k\":1}}");
  }

  @Test
  void reportsDuplicateKeysWithBothLinesAndKeepsTheFirst() {
    var parsed = Yaml.parse("f", "a: 1\nb: 2\na: 3\n");
    var problem = only(parsed.problems());
    assertThat(problem.code()).isEqualTo("yaml.duplicate-key");
    assertThat(problem.mark()).isEqualTo(new Mark("f", 3, 1));
    assertThat(problem.message()).contains("first in line 1");
    assertThat(parsed.documents().getFirst().toJson()).hasToString("{\"a\":1,\"b\":2}");
  }

  @Test
  void keepsTheDocumentsBeforeASyntaxError() {
    var parsed = Yaml.parse("f", "a: 1\n---\nb: [1, 2\nc: 3\n");
    assertThat(parsed.documents()).hasSize(1);
    assertThat(only(parsed.problems()).code()).isEqualTo("yaml.syntax");
    assertThat(only(parsed.problems()).mark().line()).isEqualTo(4);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("a: b: c", "yaml.syntax", 1),
        arguments("a: 1\nb: 'x", "yaml.syntax", 2),
        arguments("1: x", "yaml.key", 1),
        arguments("~: x", "yaml.key", 1),
        arguments("? [a]\n: x", "yaml.key", 1),
        arguments("a: *nowhere", "yaml.undefined-alias", 1),
        arguments("a: &x [*x]", "yaml.recursive-alias", 1),
        arguments("a: !secret x", "yaml.tag", 1),
        arguments("a: !!int x", "yaml.tag", 1),
        arguments("a: !!set {x}", "yaml.tag", 1),
        arguments("<<: {a: 1}", "yaml.merge-key", 1),
        arguments("a: \"\\U99999999\"", "yaml.syntax", 1));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void namesWhatIsWrongAndWhere(String text, String code, int line) {
    var problem = only(Yaml.parse("f", text).problems());
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.mark().line()).isEqualTo(line);
    assertThat(problem.message()).isNotBlank();
  }

  @Test
  void tellsToIndentWithSpaces() {
    var problem = only(Yaml.parse("f", "a:\n\tb: 1\n").problems());
    assertThat(problem.mark()).isEqualTo(new Mark("f", 2, 1));
    assertThat(problem.hint()).contains("spaces");
  }

  @Test
  void namesACharacterThatIsNotText() {
    var problem = only(Yaml.parse("f", "a: 1\nb: \u0000\n").problems());
    assertThat(problem.code()).isEqualTo("yaml.character");
    assertThat(problem.mark()).isEqualTo(new Mark("f", 2, 4));
  }

  @Test
  void refusesABillionLaughs() {
    var text = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (var i = 1; i < 12; i++) {
      var list = ("*a" + (i - 1) + ", ").repeat(9);
      text.append("a%d: &a%d [%s]\n".formatted(i, i, list.substring(0, list.length() - 2)));
    }
    assertThat(only(Yaml.parse("f", text.toString()).problems()).code())
        .isEqualTo("yaml.too-large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void refusesBottomlessNesting(String open) {
    var problem = only(Yaml.parse("f", open.repeat(50_000)).problems());
    assertThat(problem.code()).isEqualTo("yaml.too-deep");
  }

  @Test
  void refusesNestingThatAliasesHide() {
    var text = new StringBuilder("a0: &a0 [x]\n");
    for (var i = 1; i < 200; i++) {
      text.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
    }
    assertThat(only(Yaml.parse("f", text.toString()).problems()).code()).isEqualTo("yaml.too-deep");
  }

  @Test
  void refusesTextThatIsTooLarge() {
    var problem = only(Yaml.parse("f", "a".repeat(Yaml.MAX_SIZE + 1)).problems());
    assertThat(problem.code()).isEqualTo("yaml.too-large");
  }

  private static Problem only(List<Problem> problems) {
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }
}
