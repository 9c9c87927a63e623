package io.aimengine.local.run;

/// How waiting for an endpoint ended.
public sealed interface Readiness {

  /// A real request was answered.
  record Ready(EndpointStatus status) implements Readiness {}

  /// The supervisor has given up; the state says why, with the engine's last lines.
  record Failed(EndpointStatus status) implements Readiness {}

  /// It is still on its way.
  record TimedOut(EndpointStatus status) implements Readiness {}

  /// Somebody stopped it meanwhile, or it was never there.
  record Gone(String name) implements Readiness {}

  /// Told while one waits.
  interface Listener {
    /// Each change of phase, the first one included.
    void phase(EndpointStatus status);

    /// Each line of the engine's log.
    void line(String line);
  }
}
