package io.aimengine.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.catalog.Catalogs;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
