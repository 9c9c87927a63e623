package io.aimengine.local.run;

/// What a launch came to.
public record Launched(Outcome outcome, EndpointStatus status) {

  /// Whether anything was done.
  public enum Outcome {
    /// nothing of that name ran
    STARTED,
    /// the very same ran already, and was left alone
    UNCHANGED,
    /// something else of that name ran, and was stopped first
    REPLACED
  }
}
