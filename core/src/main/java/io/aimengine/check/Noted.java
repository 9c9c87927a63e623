package io.aimengine.check;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import io.aimengine.api.Problem.Severity;
import io.aimengine.yaml.YamlNode;
import io.aimengine.yaml.YamlNode.Entry;
import io.aimengine.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Findings while they are collected: each with the weight of its code, or more, and with a fix
/// where every edit of it is certain.
final class Noted {
  private final List<Finding> findings = new ArrayList<>();

  List<Finding> all() {
    return findings;
  }

  boolean has(String code, String path) {
    return findings.stream()
        .map(Finding::problem)
        .anyMatch(p -> p.code().equals(code) && p.path().equals(path));
  }

  void add(Problem problem, Optional<Fix> fix) {
    var finding = new Finding(weighed(problem), fix);
    if (findings.stream().noneMatch(known -> known.problem().equals(finding.problem()))) {
      findings.add(finding);
    }
  }

  /// What another part of the program said, at its place in the file.
  void add(Problem said, String path, Mark mark, Optional<Fix> fix) {
    add(new Problem(said.code(), said.severity(), path, mark, said.message(), said.hint()), fix);
  }

  void add(String code, String path, Mark mark, String message, String hint, Optional<Fix> fix) {
    add(new Problem(code, Severity.NOTE, path, mark, message, hint), fix);
  }

  private static Problem weighed(Problem p) {
    var usual = Codes.find(p.code()).map(Code::severity).orElse(p.severity());
    var heavier = usual.compareTo(p.severity()) < 0 ? usual : p.severity();
    return new Problem(p.code(), heavier, p.path(), p.mark(), p.message(), p.hint());
  }

  static Optional<Fix> fix(String title, Optional<Edit> edit) {
    return edit.map(e -> new Fix(title, List.of(e)));
  }

  /// A fix of all these edits, or none when one of them is not certain.
  static Optional<Fix> fix(String title, List<Optional<Edit>> edits) {
    return edits.isEmpty() || edits.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : Optional.of(new Fix(title, edits.stream().flatMap(Optional::stream).toList()));
  }

  static Optional<Entry> entry(YamlNode node, String... path) {
    var at = Optional.of(node);
    var found = Optional.<Entry>empty();
    for (var key : path) {
      found = at.flatMap(n -> n instanceof Mapping m ? m.entry(key) : Optional.empty());
      at = found.map(Entry::value);
    }
    return found;
  }
}
