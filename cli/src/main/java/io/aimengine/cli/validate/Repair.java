package io.aimengine.cli.validate;

import io.aimengine.check.CheckedFile;
import io.aimengine.check.Edit;
import io.aimengine.check.Finding;
import io.aimengine.check.Fix;
import io.aimengine.check.Report;
import io.aimengine.yaml.Yaml;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Texts after everything certain was repaired: what was done, and what the checks still find.
public record Repair(Map<String, String> texts, List<Done> done, Report report) {
  /// A repair may make the next one possible; this many steps are far more than any text needs.
  private static final int MAX_ROUNDS = 10;

  /// A fix that was applied to a file, and the code of the finding that it ends.
  public record Done(String file, String code, String title) {}

  public Repair {
    texts = Map.copyOf(texts);
    done = List.copyOf(done);
  }

  /// Checks, applies what is certain to files that `may` be changed, and checks again until nothing
  /// more can be done. A fix after which a text is no YAML any more is taken back.
  public static Repair of(
      Function<Map<String, String>, Report> checks,
      Map<String, String> texts,
      Predicate<String> may) {
    var now = new LinkedHashMap<>(texts);
    var done = new ArrayList<Done>();
    var left = new HashSet<String>();
    var report = checks.apply(now);
    for (var round = 0; round < MAX_ROUNDS; round++) {
      var changed = false;
      for (var file : report.files()) {
        if (may.test(file.name()) && !left.contains(file.name())) {
          changed |= step(file, now, done, left);
        }
      }
      if (!changed) {
        break;
      }
      report = checks.apply(now);
    }
    return new Repair(now, done, report);
  }

  private static boolean step(
      CheckedFile file, Map<String, String> now, List<Done> done, Set<String> left) {
    var chosen = choose(file.findings());
    if (chosen.isEmpty()) {
      return false;
    }
    var edits = chosen.stream().flatMap(f -> f.fix().orElseThrow().edits().stream()).toList();
    var text = apply(file.text(), edits);
    if (text.equals(file.text()) || worse(file, text)) {
      left.add(file.name());
      return false;
    }
    now.put(file.name(), text);
    chosen.forEach(
        f -> done.add(new Done(file.name(), f.problem().code(), f.fix().orElseThrow().title())));
    return true;
  }

  /// Fixes in the order of the findings, without those that touch what another one changes.
  private static List<Finding> choose(List<Finding> findings) {
    var chosen = new ArrayList<Finding>();
    var taken = new ArrayList<Edit>();
    for (var finding : findings) {
      var free =
          finding.fix().stream()
              .map(Fix::edits)
              .anyMatch(edits -> edits.stream().noneMatch(e -> taken.stream().anyMatch(clash(e))));
      if (free) {
        chosen.add(finding);
        taken.addAll(finding.fix().orElseThrow().edits());
      }
    }
    return chosen;
  }

  private static Predicate<Edit> clash(Edit edit) {
    return other -> edit.from() <= other.to() && other.from() <= edit.to();
  }

  private static boolean worse(CheckedFile file, String text) {
    return Yaml.parse(file.name(), file.text()).ok() && !Yaml.parse(file.name(), text).ok();
  }

  /// A text with edits that do not overlap.
  static String apply(String text, List<Edit> edits) {
    var changed = new StringBuilder(text);
    edits.stream()
        .sorted(Comparator.comparingInt(Edit::from).thenComparingInt(Edit::to).reversed())
        .forEach(edit -> changed.replace(edit.from(), edit.to(), edit.text()));
    return changed.toString();
  }
}
