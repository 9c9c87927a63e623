package io.aimengine.spec;

import java.util.Locale;

/// How an engine is to run on this machine, when the manifest says so. Ignored in a cluster.
public enum RuntimeHint {
  EMBEDDED,
  PROCESS,
  DOCKER,
  PODMAN;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
