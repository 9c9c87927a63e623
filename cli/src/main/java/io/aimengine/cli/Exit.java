package io.aimengine.cli;

/// The documented exit codes (`docs/API.md`).
enum Exit {
  OK(0),
  GENERAL(1),
  USAGE(2),
  HARDWARE(3),
  LAUNCH(4),
  CACHE(5),
  NETWORK(6),
  PERMISSION(7),
  /// `drift` found some: no failure, but a script can tell
  DRIFT(8);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
