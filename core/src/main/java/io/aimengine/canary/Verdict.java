package io.aimengine.canary;

/// What becomes of a canary now, and the sentence that explains it.
public record Verdict(Choice choice, String why) {

  /// Look again, give it all replicas, or take it away.
  public enum Choice {
    WAIT,
    PROMOTE,
    ROLL_BACK
  }
}
