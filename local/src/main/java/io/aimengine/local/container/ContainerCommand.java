package io.aimengine.local.container;

import io.aimengine.catalog.EngineVersion.Engine;
import io.aimengine.local.container.ContainerRequest.Access;
import io.aimengine.local.hardware.Gpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The exact argv that runs an engine in Docker or Podman. Each option's reason stands in
/// `docs/reference/hardware.md`; nothing is given that the engine does not need.
public final class ContainerCommand {
  private static final int SHM_GIB_PER_RANK = 8;
  private static final int SHM_GIB_MOST = 64;

  /// A container sees its own devices only, numbered from 0: these would hide some of them.
  private static final Set<String> DEVICE_VARIABLES =
      Set.of(
          "HIP_VISIBLE_DEVICES",
          "ROCR_VISIBLE_DEVICES",
          "CUDA_VISIBLE_DEVICES",
          "GPU_DEVICE_ORDINAL");

  private final ContainerHost host;

  public ContainerCommand(ContainerHost host) {
    this.host = host;
  }

  /// Runs in the foreground: the supervisor holds the container by its client.
  public List<String> run(ContainerRequest request) {
    var argv = new ArrayList<String>();
    argv.addAll(List.of(host.runtime().program(), "run", "--rm"));
    if (host.runtime() == ContainerRuntime.PODMAN) {
      argv.add("--replace");
    }
    argv.addAll(List.of("--init", "--name", name(request.endpoint())));
    argv.addAll(List.of("--label", "io.aimengine.endpoint=" + request.endpoint()));
    if (!request.gpus().isEmpty()) {
      devices(argv, request);
    }
    argv.addAll(List.of("--shm-size", shmGib(request.tensorParallel()) + "g"));
    security(argv, request);
    argv.addAll(List.of("--publish", published(request)));
    mounts(argv, request);
    environment(argv, request);
    argv.add(request.launch().image());
    argv.addAll(request.launch().imageCommand());
    return List.copyOf(argv);
  }

  /// Ends it in order: SIGTERM, and SIGKILL after `graceSeconds`.
  public List<String> stop(String endpoint, int graceSeconds) {
    return List.of(
        host.runtime().program(), "stop", "--time", Integer.toString(graceSeconds), name(endpoint));
  }

  /// Makes the name free again after a client was killed and its container went on.
  public List<String> remove(String endpoint) {
    return List.of(host.runtime().program(), "rm", "--force", name(endpoint));
  }

  public static String name(String endpoint) {
    return "aim-" + endpoint;
  }

  /// Shared memory in GiB: a limit, not a reservation. Ranks exchange tensors and pickled requests
  /// through it; guides of vLLM and AMD give 8 to 16 to one GPU and 64 to eight.
  static int shmGib(int tensorParallel) {
    return Math.min(SHM_GIB_MOST, SHM_GIB_PER_RANK * Math.max(1, tensorParallel));
  }

  private void devices(List<String> argv, ContainerRequest request) {
    argv.addAll(List.of("--device", ContainerHost.KFD));
    request.gpus().stream()
        .map(Gpu::renderNode)
        .filter(node -> !node.isEmpty())
        .forEach(node -> argv.addAll(List.of("--device", node)));
    if (host.rootless()) {
      // numbers of the host mean nothing in a user namespace
      argv.addAll(List.of("--group-add", "keep-groups"));
    } else {
      host.deviceGroups()
          .forEach(group -> argv.addAll(List.of("--group-add", Integer.toString(group))));
    }
  }

  private void security(List<String> argv, ContainerRequest request) {
    argv.addAll(List.of("--security-opt", "no-new-privileges"));
    if (request.launch().engine().engine() == Engine.LLAMACPP) {
      // engines for GPUs want root in their images; this one only reads a model
      argv.addAll(List.of("--user", host.user(), "--cap-drop", "ALL"));
    }
    if (host.selinux()) {
      argv.addAll(List.of("--security-opt", "label=disable"));
    }
    if (!request.gpus().isEmpty()) {
      argv.addAll(List.of("--security-opt", "seccomp=unconfined"));
      argv.addAll(List.of("--ulimit", host.rootless() ? "host" : "memlock=-1:-1"));
    }
    if (request.gpus().size() > 1) {
      argv.addAll(List.of("--cap-add", "SYS_PTRACE"));
    }
  }

  private static String published(ContainerRequest request) {
    var port = request.launch().port();
    var bind = request.bind();
    return (bind.contains(":") && !bind.startsWith("[") ? "[" + bind + "]" : bind)
        + ":"
        + port
        + ":"
        + port;
  }

  private static void mounts(List<String> argv, ContainerRequest request) {
    for (var mount : request.mounts()) {
      var options = mount.access() == Access.READ ? ":ro" : "";
      argv.addAll(List.of("--volume", mount.host() + ":" + mount.container() + options));
    }
  }

  private static void environment(List<String> argv, ContainerRequest request) {
    request
        .launch()
        .env()
        .forEach((name, value) -> {
          if (!DEVICE_VARIABLES.contains(name)) {
            argv.addAll(List.of("--env", name + "=" + value));
          }
        });
    if (!request.envFile().isEmpty()) {
      argv.addAll(List.of("--env-file", request.envFile()));
    }
  }
}
