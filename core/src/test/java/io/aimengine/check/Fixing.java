package io.aimengine.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/// What every fix has to hold, whatever the file.
final class Fixing {
  private static final int ROUNDS = 10;

  private Fixing() {}

  static void eachAlone(Checks checks, String name, String text) {
    var before = findings(checks, name, text);
    for (var finding : before) {
      finding
          .fix()
          .ifPresent(fix -> {
            var after = findings(checks, name, Fixes.apply(text, List.of(fix)));
            assertThat(keys(after))
                .as(name + ": " + fix.title() + " for " + finding.problem())
                .isSubsetOf(keys(before))
                .doesNotContain(key(finding));
          });
    }
  }

  static void allTogether(Checks checks, String name, String text) {
    var before = findings(checks, name, text);
    var after = findings(checks, name, untilNothingIsLeft(checks, name, text));
    var unfixed = before.stream().filter(f -> f.fix().isEmpty()).toList();
    assertThat(keys(after)).as(name).isSubsetOf(keys(unfixed));
  }

  static String untilNothingIsLeft(Checks checks, String name, String text) {
    var current = text;
    for (var round = 0; round < ROUNDS; round++) {
      var file = checks.check(Map.of(name, current)).files().getFirst();
      var fixed = Fixes.apply(current, Fixes.of(file));
      if (fixed.equals(current)) {
        assertThat(Fixes.of(file)).isEmpty();
        return current;
      }
      current = fixed;
    }
    throw new AssertionError(name + " is never done");
  }

  private static List<Finding> findings(Checks checks, String name, String text) {
    return checks.check(Map.of(name, text)).files().getFirst().findings();
  }

  private static List<String> keys(List<Finding> findings) {
    return findings.stream().map(Fixing::key).toList();
  }

  private static String key(Finding finding) {
    return finding.problem().code() + " " + finding.problem().path();
  }
}
