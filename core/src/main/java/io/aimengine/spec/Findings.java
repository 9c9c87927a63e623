package io.aimengine.spec;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The problems found so far, each once. Bounded: nobody reads the hundredth.
final class Findings {
  private static final int MOST = 100;
  private final Set<Problem> problems = new LinkedHashSet<>();
  private boolean failed;

  void error(String code, String path, Mark mark, String message, String hint) {
    add(Problem.error(code, path, mark, message, hint));
  }

  void warning(String code, String path, Mark mark, String message, String hint) {
    add(Problem.warning(code, path, mark, message, hint));
  }

  void add(Problem problem) {
    failed |= problem.isError();
    if (problems.size() < MOST) {
      problems.add(problem);
    }
  }

  boolean failed() {
    return failed;
  }

  /// In the order of the text.
  List<Problem> all() {
    return problems.stream()
        .sorted(
            Comparator.comparingInt((Problem p) -> p.mark().line())
                .thenComparingInt(p -> p.mark().column()))
        .toList();
  }
}
