package io.aimengine.local.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.api.Problem;
import io.aimengine.local.hardware.CommandRunner.Outcome;
import io.aimengine.local.hardware.DeviceFile;
import io.aimengine.local.hardware.FakeCommands;
import io.aimengine.local.hardware.FakeHost;
import io.aimengine.local.hardware.FakeHost.Card;
import io.aimengine.local.preflight.Finding.Level;
import io.aimengine.local.preflight.Host.Disk;
import io.aimengine.local.preflight.Situation.Gating;
import io.aimengine.local.run.RunSpec.RuntimeKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
  private static final long GIB = 1L << 30;

  @TempDir Path root;

  private final Map<String, DeviceFile> files = new HashMap<>();
  private final Map<String, Long> usable = new HashMap<>();
  private final Map<String, String> env = new HashMap<>(Map.of("USER", "ada"));
  private final FakeCommands commands = new FakeCommands();
  private FakeHost host;

  private RuntimeKind runtime = RuntimeKind.PROCESS;
  private String program = "";
  private long cacheBytes;
  private int port;
  private Gating gating = Gating.OPEN;

  /// Two MI300X, all in order.
  @BeforeEach
  void healthyHost() {
    host = FakeHost.in(root).withDriver("6.14.14").cards(2, Card.mi300x());
    host.file("/etc/group", "root:x:0:\nvideo:x:44:\nrender:x:992:grace");
    host.file(
        "/proc/self/status",
        "Uid:\t1000\t1000\nGid:\t1000\t1000\nGroups:\t27 992 1000\nCpus_allowed_list:\t0-63");
    host.file(
        "/proc/self/limits", "Max locked memory         unlimited            unlimited  bytes");
    host.file("/proc/sys/kernel/numa_balancing", "0");
    for (var path : List.of("/dev/kfd", "/dev/dri/renderD128", "/dev/dri/renderD129")) {
      files.put(path, new DeviceFile(path, 992, true, true));
    }
    usable.put("shm", 64 * GIB);
    usable.put("cache", 900 * GIB);
  }

  private Preflight preflight() {
    return new Preflight(
        new Host(
            host.tree(),
            path -> Optional.ofNullable(files.get(path)),
            path ->
                Optional.ofNullable(usable.get(path.getFileName().toString()))
                    .map(free -> new Disk(1000 * GIB, free)),
            commands,
            env));
  }

  private Situation situation() {
    var machine = host.read();
    return new Situation(
        machine,
        machine.gpus(),
        0.92,
        2,
        runtime,
        program,
        Path.of("/srv/cache"),
        cacheBytes,
        "127.0.0.1",
        port,
        gating);
  }

  private Problem only(String code) {
    var problems = preflight().problems(situation());
    assertThat(problems).extracting(Problem::code).containsExactly(code);
    return problems.getFirst();
  }

  @Test
  void aHealthyHostHasNoProblemAndARowForEachThingSeen() {
    assertThat(preflight().problems(situation())).isEmpty();
    assertThat(preflight().look(situation()))
        .allMatch(finding -> finding.level() == Level.OK)
        .extracting(Finding::check)
        .containsExactly(
            "gpus",
            "driver",
            "device files",
            "GPU memory",
            "NUMA balancing",
            "locked memory",
            "shared memory",
            "disk");
  }

  @Test
  void aMissingDeviceFileIsNamed() {
    files.remove("/dev/dri/renderD129");

    var problem = only("preflight.no-device-file");

    assertThat(problem.path()).isEqualTo("/dev/dri/renderD129");
    assertThat(problem.hint()).contains("--device /dev/dri/renderD129");
  }

  @Test
  void aUserOutsideTheGroupIsToldHowToJoinIt() {
    host.file("/proc/self/status", "Gid:\t1000\nGroups:\t27");
    files.put("/dev/kfd", new DeviceFile("/dev/kfd", 992, false, false));

    var problem = only("preflight.device-file-closed");

    assertThat(problem.message())
        .isEqualTo("/dev/kfd belongs to group render (992), and ada is in groups 1000, 27");
    assertThat(problem.hint()).isEqualTo("`sudo usermod -aG render ada`, then log in again");
  }

  @Test
  void aGroupThatHasNoNameHereIsMadeFirst() {
    files.put("/dev/kfd", new DeviceFile("/dev/kfd", 109, true, false));

    assertThat(only("preflight.device-file-closed").hint())
        .isEqualTo(
            "`sudo groupadd -g 109 render`, `sudo usermod -aG render ada`, then log in again");
  }

  @Test
  void aMemberOfTheGroupNeedsOtherPermissions() {
    files.put("/dev/kfd", new DeviceFile("/dev/kfd", 992, true, false));

    assertThat(only("preflight.device-file-closed").hint()).isEqualTo("`sudo chmod g+rw /dev/kfd`");
  }

  @Test
  void aDeviceFileOfRootOnlyLacksItsUdevRules() {
    files.put("/dev/kfd", new DeviceFile("/dev/kfd", 0, false, false));

    assertThat(only("preflight.device-file-closed").hint()).contains("udev rules");
  }

  @Test
  void memoryThatIsInUseIsToldWithTheNumbers() {
    host.file("/sys/bus/pci/devices/0000:15:00.0/mem_info_vram_used", "" + 100 * GIB);

    assertThat(only("preflight.gpu-memory").message())
        .isEqualTo("renderD129 has 92.0 of 192.0 GiB free, the engine takes 176.6 GiB (92 %)");
  }

  @Test
  void kernelSettingsThatHurtAreWarnings() {
    host.file("/proc/sys/kernel/numa_balancing", "1");
    host.file(
        "/proc/self/limits", "Max locked memory         8388608              8388608    bytes");

    assertThat(preflight().problems(situation()))
        .allMatch(problem -> problem.severity() == Problem.Severity.WARNING)
        .extracting(Problem::code)
        .containsExactly("preflight.numa-balancing", "preflight.memlock");
  }

  @Test
  void sharedMemoryMustSufficeForTheRanks() {
    usable.put("shm", 64L << 20);

    assertThat(only("preflight.shared-memory").message())
        .isEqualTo("/dev/shm has 0.1 GiB free; 2 ranks want 2.0 GiB");
  }

  @Test
  void aContainerBringsItsOwnLimits() {
    usable.put("shm", 1L);
    host.file("/proc/self/limits", "Max locked memory         1              1    bytes");
    runtime = RuntimeKind.DOCKER;
    commands.answer("docker info", "27.3.1\n");

    assertThat(preflight().problems(situation())).isEmpty();
  }

  @Test
  void theDiskMustHoldWhatIsToCome() {
    usable.put("cache", 64 * GIB);
    cacheBytes = 63 * GIB;
    assertThat(preflight().problems(situation())).isEmpty();

    cacheBytes = 63 * GIB + 1;
    assertThat(only("preflight.disk-full").message())
        .isEqualTo(
            "/srv/cache has 64.0 GiB free, 63.0 GiB are to be downloaded (and 1 GiB is left spare)");
  }

  @Test
  void aTakenPortIsToldWithItsHolder() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();

      assertThat(only("preflight.port-taken").message())
          .contains("127.0.0.1:" + port, "pid " + ProcessHandle.current().pid());
    }
    assertThat(preflight().problems(situation())).isEmpty();
  }

  @Test
  void aGatedModelNeedsAToken() throws IOException {
    gating = Gating.GATED;
    assertThat(only("preflight.no-token").hint()).contains("export HF_TOKEN");

    env.put("HF_HOME", root.toString());
    Files.writeString(root.resolve("token"), "hf_x");
    assertThat(preflight().problems(situation())).isEmpty();

    env.remove("HF_HOME");
    env.put("HF_TOKEN", "hf_x");
    assertThat(preflight().problems(situation())).isEmpty();
    assertThat(preflight().look(situation()).toString()).doesNotContain("hf_x");
  }

  @Test
  void aContainerRuntimeMustAnswer() {
    runtime = RuntimeKind.DOCKER;
    assertThat(only("preflight.no-container-runtime").message())
        .isEqualTo("docker is not on the PATH");

    commands.answer("docker info", new Outcome.TimedOut(Duration.ofSeconds(10)));
    only("preflight.container-runtime-hangs");

    commands.answer(
        "docker info",
        new Outcome.Finished(
            1, "", "permission denied while trying to connect to the Docker daemon"));
    assertThat(only("preflight.container-permission").hint()).contains("usermod -aG docker ada");

    commands.answer(
        "docker info", new Outcome.Finished(1, "", "Cannot connect to the Docker daemon"));
    assertThat(only("preflight.container-runtime-down").message()).contains("Cannot connect");

    runtime = RuntimeKind.PODMAN;
    commands.answer("podman info", "5.2.0");
    assertThat(preflight().problems(situation())).isEmpty();
  }

  @Test
  void anEngineMustSayItsVersion() {
    program = "vllm";
    assertThat(only("preflight.engine-missing").hint()).contains("--runtime docker");

    commands.answer(
        "vllm --version", new Outcome.Finished(1, "", "Traceback\nImportError: libamdhip64.so"));
    assertThat(only("preflight.engine-broken").message()).contains("exit code 1: ImportError");

    commands.answer("vllm --version", "INFO importing\n0.33.0+rocm721\n");
    assertThat(preflight().look(situation())).contains(Finding.ok("engine", "vllm 0.33.0+rocm721"));
  }

  @Test
  void readsTheVersionsThatEnginesPrint() {
    commands.answer("vllm --version", "0.33.0");
    commands.answer("python3 -c", "0.5.23\n");
    commands.answer("llama-server --version", new Outcome.Finished(0, "", "version: b4567 (abc)"));
    var engines =
        new EngineCheck(
            new Host(host.tree(), _ -> Optional.empty(), _ -> Optional.empty(), commands, env));

    assertThat(engines.version("vllm")).hasValue("0.33.0");
    assertThat(engines.version("sglang")).hasValue("0.5.23");
    assertThat(engines.version("llama-server")).hasValue("b4567");
    assertThat(engines.version("other")).isEmpty();
  }

  @Test
  void whatTheProbeFoundOddIsARowToo() {
    host.file(FakeHost.node(2) + "/gpu_id", "x");

    assertThat(preflight().problems(situation()))
        .extracting(Problem::code)
        .containsExactly("hardware.bad-value");
  }

  @Test
  void theDoctorListsWhatIsInstalledAndBlamesNobodyForTheRest() {
    commands.answer("podman info", "5.2.0");
    commands.answer("vllm --version", "0.33.0");

    var rows = preflight().examine(Situation.of(host.read(), Path.of("/srv/cache")));

    assertThat(rows).allMatch(row -> row.level() == Level.OK);
    assertThat(rows)
        .extracting(Finding::detail)
        .contains("2 x gfx942 192 GiB", "server 5.2.0", "vllm 0.33.0");
  }

  @Test
  void theDoctorLooksAtTheMachineThatRunsThisTest() {
    var here = Host.here(Map.of());
    var machine =
        new io.aimengine.local.hardware.HardwareProbe(here.tree(), Map.of(), commands).read();

    var rows =
        new Preflight(new Host(here.tree(), here.files(), here.disks(), commands, Map.of()))
            .examine(Situation.of(machine, root));

    assertThat(rows).extracting(Finding::check).contains("gpus", "disk");
  }
}
