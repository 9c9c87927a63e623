package io.aimengine.local.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aimengine.local.hardware.FakeHost;
import io.aimengine.local.hardware.FakeHost.Card;
import io.aimengine.local.hardware.Gpu;
import io.aimengine.local.lease.LeaseResult.Leased;
import io.aimengine.local.lease.LeaseResult.Refused;
import io.aimengine.local.run.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceLeasesTest {
  private static final String BOOT = "11111111-2222-3333-4444-555555555555";

  @TempDir Path root;

  private FakeHost host;
  private DeviceLeases leases;
  private final Set<Holder> running = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void eightMi300x() {
    host = FakeHost.in(root).withDriver("6.14").cards(8, Card.mi300x());
    leases = leases();
  }

  /// Each call is as another process would see it.
  private DeviceLeases leases() {
    var clock = Clock.fixed(Instant.parse("2026-11-23T20:00:00Z"), ZoneOffset.UTC);
    return new DeviceLeases(root.resolve("state"), clock, running::contains);
  }

  private Holder process(long pid, long start) {
    var holder = new Holder(new ProcessId(pid, start), BOOT);
    running.add(holder);
    return holder;
  }

  private LeaseRequest request(String endpoint, int count, Holder holder) {
    return new LeaseRequest(endpoint, "MI300X", count, 0.92, holder);
  }

  private List<Gpu> gpus() {
    return host.read().gpus();
  }

  private static List<String> ids(LeaseResult result) {
    assertThat(result).isInstanceOf(Leased.class);
    return ((Leased) result).gpus().stream().map(Gpu::id).toList();
  }

  private static String message(LeaseResult result) {
    assertThat(result).isInstanceOf(Refused.class);
    return ((Refused) result).problem().message();
  }

  @Test
  void twoEndpointsNeverShareADevice() {
    var first = ids(leases.acquire(request("a", 4, process(100, 5)), gpus()));
    var second = ids(leases().acquire(request("b", 4, process(101, 6)), gpus()));

    assertThat(first).containsExactly("renderD128", "renderD129", "renderD130", "renderD131");
    assertThat(second).containsExactly("renderD132", "renderD133", "renderD134", "renderD135");
    assertThat(message(leases.acquire(request("c", 1, process(102, 7)), gpus())))
        .isEqualTo(
            "c wants 1 x MI300X, 0 of 8 are free: a holds renderD128, renderD129, renderD130,"
                + " renderD131; b holds renderD132, renderD133, renderD134, renderD135");
  }

  @Test
  void aReleasedDeviceIsFreeAgain() {
    leases.acquire(request("a", 8, process(100, 5)), gpus());

    assertThat(leases().release("a")).isTrue();
    assertThat(leases.release("a")).isFalse();
    assertThat(ids(leases.acquire(request("b", 8, process(101, 6)), gpus()))).hasSize(8);
  }

  @Test
  void aCrashFreesTheLease() {
    leases.acquire(request("a", 8, process(100, 5)), gpus());
    running.clear();

    assertThat(leases().leases()).isEmpty();
    assertThat(ids(leases().acquire(request("b", 8, process(101, 6)), gpus()))).hasSize(8);
  }

  @Test
  void anotherProcessWithTheSameNumberIsNotTheHolder() {
    leases.acquire(request("a", 8, process(100, 5)), gpus());
    running.clear();
    process(100, 999);

    assertThat(leases.leases()).isEmpty();
  }

  @Test
  void theLeaseLastsWhileOneOfItsHoldersLives() {
    leases.acquire(request("a", 2, process(100, 5)), gpus());
    var engine = process(200, 8);
    assertThat(leases().addHolder("a", engine)).isTrue();
    running.retainAll(Set.of(engine));

    assertThat(leases.lease("a")).isPresent();
    assertThat(leases.lease("a").orElseThrow().devices()).hasSize(2);
    assertThat(leases.addHolder("nobody", process(201, 9))).isFalse();
  }

  @Test
  void endedLeaseIsTakenAgainUnlessAnotherHasTheDevices() {
    var devices = ids(leases.acquire(request("a", 8, process(100, 5)), gpus()));
    running.clear();
    var supervisor = process(101, 6);

    assertThat(leases().keep("a", devices, supervisor)).isTrue();
    assertThat(leases.lease("a").orElseThrow().devices()).isEqualTo(devices);
    assertThat(leases.lease("a").orElseThrow().holders()).containsExactly(supervisor);

    running.clear();
    leases.acquire(request("b", 1, process(102, 7)), gpus());
    assertThat(leases.keep("a", devices, process(103, 8))).isFalse();
    assertThat(leases.lease("a")).isEmpty();
  }

  @Test
  void askingAgainGivesTheSameDevicesToAHolderAndNothingToOthers() {
    var holder = process(100, 5);
    var first = ids(leases.acquire(request("a", 2, holder), gpus()));

    assertThat(ids(leases().acquire(request("a", 2, holder), gpus()))).isEqualTo(first);
    assertThat(message(leases.acquire(request("a", 2, process(101, 6)), gpus())))
        .isEqualTo("a already holds renderD128, renderD129 (process 100)");
  }

  @Test
  void memoryInUseByOthersIsNotGivenAway() {
    host.file("/sys/bus/pci/devices/0000:05:00.0/mem_info_vram_used", "64424509440");
    var holder = process(100, 5);

    assertThat(leases.taken(gpus(), 0.92)).containsExactly("renderD128");
    assertThat(leases.taken(gpus(), 0.5)).isEmpty();
    assertThat(message(leases.acquire(request("a", 8, holder), gpus())))
        .isEqualTo(
            "a wants 8 x MI300X, 7 of 8 are free: renderD128 has 132.0 of 192.0 GiB free, and 92 %"
                + " is needed");
    assertThat(ids(leases.acquire(request("a", 7, holder), gpus()))).doesNotContain("renderD128");
  }

  @Test
  void takenCountsLeasesToo() {
    leases.acquire(request("a", 2, process(100, 5)), gpus());

    assertThat(leases.taken(gpus(), 0.92)).containsExactlyInAnyOrder("renderD128", "renderD129");
  }

  @Test
  void aDamagedFileIsRefusedAndNotGuessedAt() throws IOException {
    var file = root.resolve("state/device-leases");
    leases.acquire(request("a", 1, process(100, 5)), gpus());
    var good = Files.readString(file);
    for (var bad :
        List.of(
            "",
            "garbage\n",
            good + "half a li",
            good.replace("renderD128 100@", "renderD128 x@"))) {
      Files.writeString(file, bad);

      var result = leases.acquire(request("b", 1, process(101, 6)), gpus());

      assertThat(((Refused) result).problem().code()).isEqualTo("lease.unreadable");
      assertThatThrownBy(leases::leases).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void threadsOfOneProcessDoNotShareDevicesEither() throws Exception {
    var holder = process(100, 5);
    var gpus = gpus();
    var seen = new HashSet<String>();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var results =
          java.util.stream.IntStream.range(0, 8)
              .mapToObj(i -> pool.submit(() -> leases().acquire(request("e" + i, 1, holder), gpus)))
              .toList();
      for (var result : results) {
        assertThat(seen.add(ids(result.get()).getFirst())).isTrue();
      }
    }
    assertThat(seen).hasSize(8);
  }

  @Test
  void holdersAreRealProcessesOfThisBoot() throws Exception {
    var child = new ProcessBuilder("sleep", "60").start();
    var holder = Holder.of(child.pid()).orElseThrow();

    assertThat(holder.isAlive()).isTrue();
    assertThat(Holder.self().isAlive()).isTrue();
    assertThat(new Holder(holder.process(), BOOT).isAlive()).isFalse();
    child.destroyForcibly().waitFor();
    assertThat(holder.isAlive()).isFalse();
  }
}
