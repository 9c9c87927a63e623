package io.aimengine.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read without the library, and that it is what the library would read.
class EverydayYamlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: b\n",
        "a:b: c\n",
        "a: b:c\n",
        "a: b#c\n",
        "a: b #c\n",
        "a:    # comment\n  b: 1\n",
        "a: # comment\n",
        "# comment\n\n  # more\na: 1\n   # and more\n\nb: 2\n# last\n",
        "a: \"x\" # c\n",
        "\"a b\": 'x: # y'\n",
        "a: \"\"\n\"\": ''\n",
        "a:\nb:\n",
        "a:\n- x\n- y\nb: 1\n",
        "a:\n  - x\n  - y: 1\n    z: 2\n  -\n  -   w: 3\n      v: 4\n",
        "- - x\n  - y\n-\n- - - z\n",
        "- \n-\n",
        "-\n  a: 1\n- b:\n  - 2\n",
        "a:\n\n\n  b:\n\n     c: 1\n  d: 2\n",
        "  a: 1\n  b: 2\n",
        "a b  c: d e  f   \n",
        "--max-len: -x\n-a: --\n",
        "a: {b: 1, 'c': \"2, }\" , d: x y}   # e\n",
        "a: [x, 'y', 3 , -4]\nb: [ 1 ]\n",
        "- {a: 1}\n- [b]\n",
        "a: >-\n  one two\n  # no comment\nb: 1\n",
        "a: |\n  x: 1\n  y: 2\n",
        "a: >\n   one\n   two \n # comment\nb: |-\n - c\n",
        "- |\n one\n- >-\n two\n",
        "i: 12\nf: 1.5\nb: true\nn: null\nt: ~\nv: 1.2.3\nh: 0x1F\n",
        "a: <b\n=c: $d\n(e): \\f\n",
      })
  void readsEverydayYaml(String text) {
    assertThat(EverydayYaml.read("f", text)).hasValue(Yaml.byLibrary("f", text));
    assertSameOrNone("f", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "# only a comment\n",
        "a: b",
        "word\n",
        "a: b: c\n",
        "a:\n  b: c\n d: e\n",
        "a: b\n  c: d\n",
        "a: b\n  goes on\n",
        "a: \"b\"c\n",
        "a: \"b\"#c\n",
        "a: \"b\": c\n",
        "a: 'it''s'\n",
        "a: \"\\n\"\n",
        "a: \"b\n  c\"\n",
        "a: 1\na: 2\n",
        "a : 1\n",
        "1: a\n",
        "true: a\n",
        "~: a\n",
        ": a\n",
        "? a\n: b\n",
        "?a: b\n",
        ":a: b\n",
        "a: :b\n",
        "<<: {a: 1}\n",
        "a: &b c\n",
        "a: *b\n",
        "a: !c d\n",
        "a: @b\n",
        "a: `b\n",
        "a: %b\n",
        "%YAML 1.2\n---\na: 1\n",
        "---\na: 1\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\n...\n",
        "---a: 1\n",
        "a: - b\n",
        "a: -\n",
        "a: [-]\n",
        "a: [-, b]\n",
        "a:\n- b\nc\n",
        "- a\nb: 1\n",
        "a:\n  - b\n c: 1\n",
        "a: [b, [c]]\n",
        "a: [b\n  ]\n",
        "a: [b: c]\n",
        "a: ['it''s']\n",
        "'it''s': a\n",
        "a: [b:, c]\n",
        "a: {b: c:}\n",
        "a: {b:c}\n",
        "a: {\"b\":c}\n",
        "a: {b}\n",
        "a: {b: 1,}\n",
        "a: {b: 1} c\n",
        "a: [b #c]\n",
        "a: {b: 1]\n",
        "a: >2\n  b\n",
        "a: >- # comment\n  b\n",
        "a: |\n  b\n\n  c\n",
        "a: |\n  b\n    c\n",
        "a: |\n  b\n    # c\nd: 1\n",
        "a: |\n  b\n\nc: 1\n",
        "a: |\nb: 1\n",
        "a: |\n\n  b\n",
        "a: |\n  b\n  \nc: 1\n",
        "a:\tb\n",
        "a: b\t\n",
        "a:\n\tb: 1\n",
        "a: 1\r\nb: 2\r\n",
        "a: \u00e9\n",
        "a: b\u0085c: d\n",
        "a: b\u2028c: d\n",
        "a: b\u2029c: d\n",
        "a: \uD83D\uDE00\n",
        "a: b\u0000\n",
      })
  void leavesEverythingElseToTheLibrary(String text) {
    assertThat(EverydayYaml.read("f", text)).isEmpty();
  }

  @Test
  void leavesWhatIsNearALimitToTheLibrary() {
    assertThat(EverydayYaml.read("f", "a".repeat(900) + ": b\n")).isPresent();
    assertThat(EverydayYaml.read("f", "a".repeat(1025) + ": b\n")).isEmpty();
    assertThat(EverydayYaml.read("f", "- ".repeat(40) + "a\n")).isPresent();
    assertThat(EverydayYaml.read("f", "- ".repeat(60) + "a\n")).isEmpty();
    assertThat(EverydayYaml.read("f", "- a\n".repeat(100_000))).isPresent();
    assertThat(EverydayYaml.read("f", "- a\n".repeat(200_000))).isEmpty();
  }

  /// The whole point: catalogs have thousands of files that look like these.
  @Test
  void readsEveryShippedRecipe() throws IOException {
    var recipes = YamlFiles.in(Path.of("../catalog/recipes"));
    assertThat(recipes).hasSizeGreaterThan(100);
    assertThat(recipes)
        .allSatisfy((name, text) -> assertThat(EverydayYaml.read(name, text)).isPresent());
  }

  @Test
  void readsEveryFileOfTheRepositoryAsTheLibraryDoes() throws IOException {
    var files = YamlFiles.inRepository();
    assertThat(files).hasSizeGreaterThan(500);
    files.forEach(EverydayYamlTest::assertSameOrNone);
  }

  /// Whether it was read; then the library reads the same, in the same order.
  static boolean assertSameOrNone(String name, String text) {
    var read = EverydayYaml.read(name, text);
    read.ifPresent(own -> {
      var library = Yaml.byLibrary(name, text);
      if (!own.equals(library) || !own.toString().equals(library.toString())) {
        assertThat(own.toString()).as(name + "\n" + text).isEqualTo(library.toString());
        assertThat(own).as(name + "\n" + text).isEqualTo(library);
      }
    });
    return read.isPresent();
  }
}
