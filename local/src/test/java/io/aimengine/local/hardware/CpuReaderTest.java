package io.aimengine.local.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuReaderTest {
  private static final long GIB = 1L << 30;

  @TempDir Path root;

  @Test
  void readsTheWholeMachine() {
    assertThat(FakeHost.in(root).read().cpu()).isEqualTo(new Cpu(64, 512 * GIB, 480 * GIB));
  }

  @Test
  void respectsAVersion2Cgroup() {
    var host = FakeHost.in(root);
    host.file("/proc/self/cgroup", "0::/user.slice/job.scope");
    host.file("/sys/fs/cgroup/user.slice/job.scope/cpu.max", "350000 100000");
    host.file("/sys/fs/cgroup/user.slice/job.scope/memory.max", "max");
    host.file("/sys/fs/cgroup/user.slice/memory.max", "" + 16 * GIB);
    host.file("/sys/fs/cgroup/user.slice/memory.current", "" + 10 * GIB);
    host.file("/sys/fs/cgroup/user.slice/memory.stat", "anon 5\nfile 9\ninactive_file " + 4 * GIB);

    assertThat(host.read().cpu()).isEqualTo(new Cpu(3.5, 16 * GIB, 10 * GIB));
  }

  @Test
  void respectsAVersion1CgroupInsideAContainer() {
    var host = FakeHost.in(root);
    host.file("/proc/self/cgroup", "9:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/");
    host.file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000");
    host.file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
    host.file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "" + 8 * GIB);
    host.file("/sys/fs/cgroup/memory/memory.usage_in_bytes", "" + 3 * GIB);
    host.file("/sys/fs/cgroup/memory/memory.stat", "total_inactive_file " + GIB);

    assertThat(host.read().cpu()).isEqualTo(new Cpu(2, 8 * GIB, 6 * GIB));
  }

  @Test
  void version1WithoutALimitIsTheWholeMachine() {
    var host = FakeHost.in(root);
    host.file("/proc/self/cgroup", "9:memory:/\n4:cpu:/");
    host.file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
    host.file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
    host.file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");

    assertThat(host.read().cpu()).isEqualTo(new Cpu(64, 512 * GIB, 480 * GIB));
  }

  @Test
  void respectsAffinity() {
    var host = FakeHost.in(root);
    host.file("/proc/self/status", "Cpus_allowed_list:\t0-3,8,10-11");

    assertThat(host.read().cpu().cores()).isEqualTo(7);
  }

  @Test
  void garbageLimitsNothing() {
    var host = FakeHost.in(root);
    host.file("/sys/fs/cgroup/cpu.max", "many of them");
    host.file("/sys/fs/cgroup/memory.max", "0x7");
    host.file("/proc/self/cgroup", "::::\n\n7");

    assertThat(host.read().cpu()).isEqualTo(new Cpu(64, 512 * GIB, 480 * GIB));
  }

  @Test
  void readsTheMachineThatRunsThisTest() {
    var cpu = new CpuReader(HostTree.host()).read();

    assertThat(cpu.cores()).isGreaterThanOrEqualTo(1);
    assertThat(cpu.memoryBytes()).isGreaterThan(GIB / 4);
    assertThat(cpu.availableBytes()).isBetween(1L, cpu.memoryBytes());
  }
}
