package io.aimengine.local.container;

import io.aimengine.local.hardware.DeviceFile;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.hardware.HostTree;
import java.util.List;
import java.util.stream.Stream;

/// What of this machine decides how a container is given its devices: numeric groups that own the
/// device files, whether the runtime works without root, whether SELinux enforces, and who the
/// files of this user belong to as a container numbers users (`uid:gid`).
public record ContainerHost(
    ContainerRuntime runtime,
    List<Integer> deviceGroups,
    boolean rootless,
    boolean selinux,
    String user) {
  public static final String KFD = "/dev/kfd";
  private static final String ROOT = "0:0";
  private static final String NOBODY = "65534";

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
    var user = effective(tree, "Uid:");
    var rootless = runtime == ContainerRuntime.PODMAN && !user.equals("0");
    var selinux = tree.text("/sys/fs/selinux/enforce").filter("1"::equals).isPresent();
    var own = rootless ? ROOT : user + ":" + effective(tree, "Gid:"); // rootless: root is this user
    return new ContainerHost(runtime, groups, rootless, selinux, own);
  }

  /// The effective one of four; nobody's where the kernel does not say.
  private static String effective(HostTree tree, String which) {
    return tree.text("/proc/self/status").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(which))
        .map(line -> line.split("\\s+"))
        .filter(words -> words.length > 2)
        .map(words -> words[2])
        .findFirst()
        .orElse(NOBODY);
  }
}
