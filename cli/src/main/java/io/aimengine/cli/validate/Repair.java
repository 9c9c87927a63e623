package io.aimengine.cli.validate;

import io.aimengine.check.CheckedFile;
import io.aimengine.check.Fixes;
import io.aimengine.check.Report;
import io.aimengine.yaml.Yaml;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Texts after everything certain was repaired: what was done, what the checks found before
/// (`found`) and what they still find (`report`).
public record Repair(Map<String, String> texts, List<Done> done, Report found, Report report) {
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
    var found = checks.apply(now);
    var report = found;
    for (var round = 0; round < MAX_ROUNDS; round++) {
      var changed = false;
      for (var file : report.files()) {
        if (may.test(file.name()) && !left.contains(file.name())) {
          changed |= step(file, now, left);
        }
      }
      if (!changed) {
        break;
      }
      var before = offered(report);
      report = checks.apply(now);
      done.addAll(gone(before, offered(report)));
    }
    return new Repair(now, done, found, report);
  }

  /// Whether the text changed.
  private static boolean step(CheckedFile file, Map<String, String> now, Set<String> left) {
    var text = Fixes.apply(file.text(), Fixes.of(file));
    if (text.equals(file.text())) {
      return false;
    }
    if (Yaml.parse(file.name(), file.text()).ok() && !Yaml.parse(file.name(), text).ok()) {
      left.add(file.name());
      return false;
    }
    now.put(file.name(), text);
    return true;
  }

  private static List<Done> offered(Report report) {
    var offered = new ArrayList<Done>();
    for (var file : report.files()) {
      for (var finding : file.findings()) {
        finding
            .fix()
            .ifPresent(
                fix -> offered.add(new Done(file.name(), finding.problem().code(), fix.title())));
      }
    }
    return offered;
  }

  /// What was offered before and is not any more.
  private static List<Done> gone(List<Done> before, List<Done> after) {
    var gone = new ArrayList<>(before);
    after.forEach(gone::remove);
    return gone;
  }
}
