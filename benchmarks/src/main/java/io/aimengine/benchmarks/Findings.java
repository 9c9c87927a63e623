package io.aimengine.benchmarks;

import java.util.Locale;

/// Prints what was measured beside what is wanted, row by row.
@SuppressWarnings("AnnotateFormatMethod") // the annotation is in no library that we have
final class Findings {
  private int missed;

  void row(String what, String format, Object... values) {
    System.out.printf(Locale.ROOT, "%-44s %s%n", what, String.format(Locale.ROOT, format, values));
  }

  /// `reached` is whether it is as wanted.
  void row(boolean reached, String wanted, String what, String format, Object... values) {
    missed += reached ? 0 : 1;
    System.out.printf(
        Locale.ROOT,
        "%-44s %-44s wanted %s: %s%n",
        what,
        String.format(Locale.ROOT, format, values),
        wanted,
        reached ? "reached" : "NOT REACHED");
  }

  int missed() {
    return missed;
  }
}
