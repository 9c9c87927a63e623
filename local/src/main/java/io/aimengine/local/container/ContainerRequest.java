package io.aimengine.local.container;

import io.aimengine.launch.Launch;
import io.aimengine.local.hardware.Gpu;
import java.util.List;

/// One engine to run in a container: on these leased GPUs (none: on the CPU), reachable at
/// `bind:port` of the launch. `envFile` holds the secrets, "" for none. `tensorParallel` sizes the
/// shared memory.
public record ContainerRequest(
    String endpoint,
    Launch launch,
    List<Gpu> gpus,
    int tensorParallel,
    String bind,
    List<Mount> mounts,
    String envFile) {

  /// A host folder or file as the container sees it.
  public record Mount(String host, String container, Access access) {
    public Mount {
      if (host.contains(":") || container.contains(":") || !host.startsWith("/")) {
        throw new IllegalArgumentException("cannot mount " + host + " at " + container);
      }
    }
  }

  /// What the container may do with a mount.
  public enum Access {
    READ,
    WRITE
  }

  public ContainerRequest {
    gpus = List.copyOf(gpus);
    mounts = List.copyOf(mounts);
    if (!endpoint.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,200}")) {
      throw new IllegalArgumentException("not a name for a container: " + endpoint);
    }
  }
}
