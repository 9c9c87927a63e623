package io.aimengine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the page of all checks to what it says.
class CodesTest {
  private static final ChecksPage PAGE = ChecksPage.read();
  private static final Checks CHECKS = new Checks(Catalogs.builtin());

  static Stream<String> codes() {
    return Codes.all().stream().map(Code::id);
  }

  @Test
  void haveASectionEachInTheSameOrder() {
    assertThat(PAGE.sections().keySet()).containsExactlyElementsOf(codes().toList());
  }

  @ParameterizedTest
  @MethodSource("codes")
  void areDescribedAsTheRegistryDoes(String id) {
    var code = Codes.find(id).orElseThrow();
    var severity = code.severity().name().toLowerCase(Locale.ROOT);
    assertThat(section(id).words().toLowerCase(Locale.ROOT))
        .startsWith(severity + ". " + code.title().toLowerCase(Locale.ROOT) + ".");
  }

  @ParameterizedTest
  @MethodSource("codes")
  void fireAloneInTheirBadExample(String id) {
    assertThat(section(id).bad()).hasSize(1);
    assertThat(found(section(id).bad().getFirst()))
        .as(problems(section(id).bad().getFirst()).toString())
        .containsOnly(id);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void findNothingInTheirGoodExample(String id) {
    assertThat(section(id).good()).hasSize(1);
    assertThat(problems(section(id).good().getFirst())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("codes")
  void areRepairedWithoutHarm(String id) {
    var bad = section(id).bad().getFirst();
    Fixing.eachAlone(CHECKS, bad.name(), bad.text());
    Fixing.allTogether(CHECKS, bad.name(), bad.text());
  }

  /// What stands in the sources of everything that checks files, and is neither a path nor said by
  /// other commands only.
  @Test
  void knowEveryCodeThatTheSourcesOfChecksName() throws IOException {
    var notOfFiles =
        Set.of(
            "catalog.pack", // a file's name
            "recipe.args", // paths
            "spec.env",
            "spec.model",
            "spec.recipe",
            "engine.flag", // the planner's word for flags, each of which has its own finding
            "spec.one-endpoint"); // of a command that takes one
    assertThat(named().filter(code -> !notOfFiles.contains(code)))
        .isSubsetOf(codes().toList())
        .hasSizeGreaterThan(80);
  }

  private static Stream<String> named() throws IOException {
    var kinds = codes().map(code -> code.replaceFirst("\\..*", "")).distinct().toList();
    var code = Pattern.compile("\"((?:" + String.join("|", kinds) + ")\\.[a-z0-9-]+)\"");
    var sources = Path.of("src/main/java/io/aimengine");
    var texts = new ArrayList<Path>();
    for (var folder : List.of("yaml", "catalog", "flags", "spec", "plan", "check")) {
      try (var files = Files.walk(sources.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(texts::add);
      }
    }
    texts.add(sources.resolve("launch/EnvironmentRules.java"));
    texts.add(sources.resolve("launch/Combinations.java"));
    var found = new TreeSet<String>();
    for (var text : texts) {
      code.matcher(Files.readString(text)).results().forEach(m -> found.add(m.group(1)));
    }
    return found.stream();
  }

  private static ChecksPage.Section section(String id) {
    return Objects.requireNonNull(PAGE.sections().get(id), id);
  }

  private static List<String> found(ChecksPage.Example example) {
    return check(example).findings().stream().map(f -> f.problem().code()).toList();
  }

  private static List<String> problems(ChecksPage.Example example) {
    return check(example).findings().stream().map(f -> f.problem().toString()).toList();
  }

  private static Report check(ChecksPage.Example example) {
    return CHECKS.check(Map.of(example.name(), example.text()));
  }
}
