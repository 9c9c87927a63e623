package io.aimengine.local.container;

/// The programs that run containers.
public enum ContainerRuntime {
  DOCKER("docker"),
  PODMAN("podman");

  private final String program;

  ContainerRuntime(String program) {
    this.program = program;
  }

  public String program() {
    return program;
  }
}
