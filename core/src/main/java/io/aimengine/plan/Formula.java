package io.aimengine.plan;

import java.util.List;
import java.util.Locale;

/// How a figure was computed, in words: a pattern and its numbers, put together only when somebody
/// reads them, since a plan computes thousands of figures.
public record Formula(String pattern, List<Object> figures) {
  public Formula {
    figures = List.copyOf(figures);
  }

  static Formula of(String pattern, Object... figures) {
    return new Formula(pattern, List.of(figures));
  }

  @Override
  public String toString() {
    return figures.isEmpty() ? pattern : String.format(Locale.ROOT, pattern, figures.toArray());
  }
}
