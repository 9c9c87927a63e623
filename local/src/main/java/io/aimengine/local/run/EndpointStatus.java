package io.aimengine.local.run;

import java.util.Optional;

/// One endpoint as it is now: what was asked for, and what its processes really do.
public record EndpointStatus(
    RunSpec spec, EndpointState state, Optional<ProcessId> supervisor, Optional<ProcessId> engine) {

  public String name() {
    return spec.name();
  }

  public Phase phase() {
    return state.phase();
  }

  /// The base URL for an OpenAI client.
  public String url() {
    return spec.serving().url();
  }

  /// Something of it runs, or is about to.
  public boolean isRunning() {
    return engine.isPresent() || (supervisor.isPresent() && state.phase().isActive());
  }

  /// It runs, or sleeps until a request wakes it.
  public boolean isKept() {
    return isRunning() || state.phase() == Phase.SLEEPING;
  }
}
