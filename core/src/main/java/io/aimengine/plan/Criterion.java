package io.aimengine.plan;

/// One criterion of the order of accepted candidates (`docs/reference/planning-rules.md`), held
/// against two of them: the figure of each, which one it favours, and whether it decided. `words`
/// say it in a sentence, from the side of the one that it favours.
public record Criterion(
    String name, String one, String other, Favours favours, Weight weight, String words) {
  /// Which of the two goes first by this criterion alone.
  public enum Favours {
    ONE,
    OTHER,
    NEITHER
  }

  /// Only the first criterion that tells two candidates apart counts.
  public enum Weight {
    DECIDES,
    COUNTS_NOT
  }

  public boolean decides() {
    return weight == Weight.DECIDES;
  }
}
