package io.aimengine.cli.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.check.CheckedFile;
import io.aimengine.check.Edit;
import io.aimengine.check.Finding;
import io.aimengine.check.Fix;
import io.aimengine.check.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class RepairTest {

  /// Finds words and replaces each by another.
  private record FakeChecks(Map<String, String> words)
      implements Function<Map<String, String>, Report> {
    @Override
    public Report apply(Map<String, String> texts) {
      return new Report(
          new TreeMap<>(texts)
              .entrySet().stream().map(e -> file(e.getKey(), e.getValue())).toList());
    }

    private CheckedFile file(String name, String text) {
      var findings = new ArrayList<Finding>();
      words.forEach((word, better) -> {
        for (var at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
          var problem = Problem.error("fake." + word, "", Mark.file(name), word, "");
          var edit = new Edit(at, at + word.length(), better);
          findings.add(new Finding(problem, Optional.of(new Fix("say " + better, List.of(edit)))));
        }
      });
      return new CheckedFile(name, text, "recipe", "", List.of(), findings);
    }
  }

  private static Repair repair(Map<String, String> words, String text) {
    return Repair.of(new FakeChecks(words), Map.of("a.yaml", text), _ -> true);
  }

  @Test
  void repairsAllThatStandApartAtOnceAndLeavesTheRestAsItIs() {
    var repair = repair(Map.of("one", "1"), "# one, so it is\na: one\nb:  two # one\n");

    assertThat(repair.texts()).containsEntry("a.yaml", "# 1, so it is\na: 1\nb:  two # 1\n");
    assertThat(repair.done()).hasSize(3);
    assertThat(repair.report().findings()).isEmpty();
  }

  @Test
  void repairsThatTouchEachOtherComeOneAfterTheOther() {
    var repair = repair(new TreeMap<>(Map.of("bc", "x", "ab", "ab_", "xd", "y")), "k: bcd");

    assertThat(repair.texts()).containsEntry("a.yaml", "k: y");
    assertThat(repair.done()).extracting(Repair.Done::title).containsExactly("say x", "say y");
  }

  @Test
  void aRepairThatNeverEndsIsStopped() {
    var repair = repair(Map.of("a", "aa"), "k: a");

    assertThat(repair.texts().get("a.yaml")).hasSizeLessThan(10_000);
    assertThat(repair.report().findings()).isNotEmpty();
  }

  @Test
  void aRepairThatBreaksTheTextIsNotMade() {
    var repair = repair(Map.of("good", "[bad"), "k: good\n");

    assertThat(repair.texts()).containsEntry("a.yaml", "k: good\n");
    assertThat(repair.done()).isEmpty();
    assertThat(repair.report().findings()).hasSize(1);
  }

  @Test
  void filesThatMayNotBeChangedAreOnlyChecked() {
    var repair =
        Repair.of(
            new FakeChecks(Map.of("one", "1")),
            Map.of("a.yaml", "k: one", "b.yaml", "k: one"),
            "b.yaml"::equals);

    assertThat(repair.texts()).isEqualTo(Map.of("a.yaml", "k: one", "b.yaml", "k: 1"));
    assertThat(repair.report().findings()).hasSize(1);
  }
}
