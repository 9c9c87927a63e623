package io.aimengine.local.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Settings of the host that make GPU engines fail or crawl: pinned memory, shared memory, NUMA
/// balancing.
final class KernelCheck implements Check {
  private static final long GIB = 1L << 30;

  /// Ranks need some 8 GiB of shared memory each at most; one process alone hardly any.
  private static final long SHM_PER_RANK = GIB;

  private final Host host;

  KernelCheck(Host host) {
    this.host = host;
  }

  @Override
  public List<Finding> look(Situation situation) {
    if (situation.gpus().isEmpty()) {
      return List.of();
    }
    var findings = new ArrayList<Finding>();
    findings.add(numaBalancing());
    switch (situation.runtime()) {
      case PROCESS -> {
        findings.add(memlock());
        sharedMemory(situation.tensorParallel(), findings);
      }
      // a container is given limits of its own, the embedded engine uses no GPU
      case DOCKER, PODMAN, EMBEDDED -> {}
    }
    return findings;
  }

  private Finding numaBalancing() {
    var name = "NUMA balancing";
    var path = "/proc/sys/kernel/numa_balancing";
    return host.tree().number(path).equals(OptionalLong.of(1))
        ? Finding.of(
            name,
            Problems.warning(
                "numa-balancing",
                path,
                "automatic NUMA balancing is on: it stalls GPU memory access now and then",
                "`sudo sysctl kernel.numa_balancing=0`"))
        : Finding.ok(name, "off");
  }

  private Finding memlock() {
    var name = "locked memory";
    var words =
        host.tree().text("/proc/self/limits").stream()
            .flatMap(String::lines)
            .filter(line -> line.startsWith("Max locked memory"))
            .map(line -> line.substring("Max locked memory".length()).strip().split("\\s+", -1)[0])
            .findFirst()
            .orElse("unlimited");
    if (words.equals("unlimited")) {
      return Finding.ok(name, "unlimited");
    }
    return Finding.of(
        name,
        Problems.warning(
            "memlock",
            "/etc/security/limits.conf",
            "at most " + words + " bytes can be pinned (ulimit -l); transfers to GPUs may fail",
            "add `* soft memlock unlimited` and `* hard memlock unlimited`, then log in again"));
  }

  private void sharedMemory(int ranks, List<Finding> findings) {
    var name = "shared memory";
    var disk = host.disks().of(host.tree().path("/dev/shm"));
    if (disk.isEmpty() || ranks < 2) {
      return;
    }
    var wanted = ranks * SHM_PER_RANK;
    findings.add(
        disk.get().usable() >= wanted
            ? Finding.ok(name, Problems.gib(disk.get().usable()) + " free")
            : Finding.of(
                name,
                Problems.error(
                    "shared-memory",
                    "/dev/shm",
                    "/dev/shm has %s free; %d ranks want %s"
                        .formatted(Problems.gib(disk.get().usable()), ranks, Problems.gib(wanted)),
                    "`sudo mount -o remount,size=%dG /dev/shm`; in a container --shm-size"
                        .formatted(wanted / GIB * 2))));
  }
}
