package io.aimengine.local.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.hardware.DeviceFile;
import io.aimengine.local.hardware.FakeHost;
import io.aimengine.local.hardware.FakeHost.Card;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerHostTest {
  @TempDir Path root;

  private static Optional<DeviceFile> find(String path) {
    return Optional.of(new DeviceFile(path, path.equals("/dev/kfd") ? 992 : 44, true, true));
  }

  private ContainerHost read(ContainerRuntime runtime, String status) {
    var host = FakeHost.in(root).withDriver("6.14").cards(2, Card.mi300x());
    host.file("/proc/self/status", status);
    return ContainerHost.read(runtime, host.tree(), ContainerHostTest::find, host.read().gpus());
  }

  @Test
  void takesTheGroupsThatOwnTheDeviceFiles() {
    var host = read(ContainerRuntime.DOCKER, "Uid:\t1000\t1000\t1000\t1000");

    assertThat(host.deviceGroups()).containsExactly(44, 992);
    assertThat(host.rootless()).isFalse();
    assertThat(host.selinux()).isFalse();
  }

  @Test
  void podmanOfAnOrdinaryUserIsRootless() {
    assertThat(read(ContainerRuntime.PODMAN, "Uid:\t1000\t1000\t1000\t1000").rootless()).isTrue();
    assertThat(read(ContainerRuntime.PODMAN, "Uid:\t0\t0\t0\t0").rootless()).isFalse();
  }

  @Test
  void knowsWhoThisUserIsInAContainer() {
    var ada = "Uid:\t1000\t1001\t1000\t1000\nGid:\t100\t101\t100\t100";

    assertThat(read(ContainerRuntime.DOCKER, ada).user()).isEqualTo("1001:101");
    assertThat(read(ContainerRuntime.PODMAN, ada).user()).isEqualTo("0:0");
  }

  @Test
  void seesThatSelinuxEnforces() {
    FakeHost.in(root).file("/sys/fs/selinux/enforce", "1");

    assertThat(read(ContainerRuntime.DOCKER, "").selinux()).isTrue();
  }

  @Test
  void readsARealFilesGroup() {
    var tree = FakeHost.in(root).file("/dev/kfd", "").tree();
    var finder = DeviceFile.under(tree);

    assertThat(finder.find("/dev/kfd").orElseThrow().isUsable()).isTrue();
    assertThat(finder.find("/dev/absent")).isEmpty();
  }
}
