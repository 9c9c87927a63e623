package io.aimengine.local.run;

/// How far an endpoint is.
public enum Phase {
  /// the engine was started and does not answer yet
  STARTING,
  /// the engine calls itself healthy; a real request is under way
  CHECKING,
  /// a real request was answered
  READY,
  /// it was ready, and has stopped answering
  UNHEALTHY,
  /// the engine ended and is started again after a pause
  RESTARTING,
  /// the supervisor has given up
  FAILED,
  /// the engine has been asked to end
  STOPPING,
  /// someone stopped it
  STOPPED,
  /// it had nothing to do for long, and its engine was ended; a request through the gateway wakes
  /// it
  SLEEPING;

  /// Whether a supervisor belongs to it.
  public boolean isActive() {
    return switch (this) {
      case STARTING, CHECKING, READY, UNHEALTHY, RESTARTING, STOPPING -> true;
      case FAILED, STOPPED, SLEEPING -> false;
    };
  }

  /// Whether its port and files are kept for it: it runs, or it sleeps and a request may wake it.
  public boolean isKept() {
    return isActive() || this == SLEEPING;
  }

  /// `Ready`, as people read it.
  public String label() {
    return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }
}
