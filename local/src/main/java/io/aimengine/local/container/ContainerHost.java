package io.aimengine.local.container;

import io.aimengine.local.hardware.DeviceFile;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.HostTree;
import java.util.List;
import java.util.stream.Stream;

/// What of this machine decides how a container is given its devices: numeric groups that own the
/// device files, whether the runtime works without root, whether SELinux enforces.
public record ContainerHost(
    ContainerRuntime runtime, List<Integer> deviceGroups, boolean rootless, boolean selinux) {
  public static final String KFD = "/dev/kfd";

  public ContainerHost {
    deviceGroups = deviceGroups.stream().distinct().sorted().toList();
  }

  /// Podman without root maps users; Docker's client talks to a daemon that is root (a rootless
  /// Docker daemon is not told apart and needs its device files open to all).
  public static ContainerHost read(
      ContainerRuntime runtime, HostTree tree, DeviceFile.Finder files, List<Gpu> gpus) {
    var groups =
        Stream.concat(Stream.of(KFD), gpus.stream().map(Gpu::renderNode))
            .flatMap(path -> files.find(path).stream())
            .map(DeviceFile::group)
            .filter(group -> group != 0)
            .toList();
    var rootless = runtime == ContainerRuntime.PODMAN && !isRoot(tree);
    var selinux = tree.text("/sys/fs/selinux/enforce").filter("1"::equals).isPresent();
    return new ContainerHost(runtime, groups, rootless, selinux);
  }

  private static boolean isRoot(HostTree tree) {
    return tree.text("/proc/self/status")
        .flatMap(t -> t.lines().filter(line -> line.startsWith("Uid:")).findFirst())
        .filter(line -> line.matches("Uid:\\s+\\d+\\s+0\\b.*"))
        .isPresent();
  }
}
