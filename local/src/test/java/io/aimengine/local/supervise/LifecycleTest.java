package io.aimengine.local.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.lease.DeviceLeases;
import io.aimengine.local.lease.Holder;
import io.aimengine.local.metrics.LiveMetrics;
import io.aimengine.local.run.Deadline;
import io.aimengine.local.run.EndpointStatus;
import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.Launched.Outcome;
import io.aimengine.local.run.Phase;
import io.aimengine.local.run.Ports;
import io.aimengine.local.run.ProcessId;
import io.aimengine.local.run.Readiness;
import io.aimengine.local.run.RunSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("e2e")
class LifecycleTest {
  private static final Duration IDLE = Duration.ofSeconds(1);

  @TempDir Path folder;
  private TestEndpoint endpoint;

  @BeforeEach
  void makeEndpoint() {
    endpoint = new TestEndpoint(folder);
  }

  @AfterEach
  void endAll() {
    endpoint.close();
  }

  private EndpointStatus status() {
    return endpoint.runtime().status(TestEndpoint.NAME).orElseThrow();
  }

  private EndpointStatus launchedAndReady(String... modes) {
    endpoint.launch(modes);
    var readiness = endpoint.awaitReady();
    assertThat(readiness).isInstanceOf(Readiness.Ready.class);
    return ((Readiness.Ready) readiness).status();
  }

  @Test
  void isLaunchedBecomesReadyAndIsStopped() throws IOException {
    assertThat(endpoint.launch().outcome()).isEqualTo(Outcome.STARTED);
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);

    var ready = status();
    assertThat(ready.phase()).isEqualTo(Phase.READY);
    assertThat(ready.url()).isEqualTo("http://127.0.0.1:" + endpoint.port() + "/v1");
    assertThat(ready.state().readySince()).isPresent();
    assertThat(endpoint.lines()).contains("fake engine listens on " + endpoint.port());
    var live = LiveMetrics.of(ready.spec().serving()).read(Duration.ofMillis(10));
    assertThat(live.orElseThrow().running()).contains(3.0);

    assertThat(endpoint.runtime().stop(TestEndpoint.NAME)).isTrue();
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(status().isRunning()).isFalse();
    assertThat(ready.engine().map(ProcessId::isAlive)).contains(false);
    assertThat(ready.supervisor().map(ProcessId::isAlive)).contains(false);
    assertThat(endpoint.runtime().logs(TestEndpoint.NAME, 2)).hasSize(2);
    assertThat(endpoint.starts()).hasSize(1);
  }

  @Test
  void isReadyOnlyAfterARealRequestWasAnswered() {
    endpoint.launch("refuse");
    Await.until("a refused request", () -> status().state().lastError().contains("HIP error"));

    assertThat(status().phase()).isEqualTo(Phase.CHECKING);
    assertThat(status().state().lastError()).startsWith("POST /v1/completions: HTTP 500");
  }

  @Test
  void startsAKilledEngineAgain() throws IOException {
    var first = launchedAndReady().engine().orElseThrow();

    first.kill();
    Await.until("a second engine", () -> status().state().restarts() == 1);
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);

    assertThat(status().engine().orElseThrow()).isNotEqualTo(first);
    assertThat(status().state().exitCode()).contains(137);
    assertThat(endpoint.starts()).hasSize(2);
  }

  @Test
  void sleepsWhenItHasNothingToDoAndWakes() throws IOException {
    endpoint.runtime().launch(sleepy("idle"));
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);
    var awake = status();
    Await.until("its sleep", () -> status().phase() == Phase.SLEEPING);
    Await.until("its supervisor's end", () -> status().supervisor().isEmpty());
    assertThat(awake.engine().map(ProcessId::isAlive)).contains(false);
    assertThat(status().isRunning()).isFalse();
    assertThat(endpoint.runtime().filesInUse()).isNotEmpty();

    assertThat(endpoint.runtime().wake(TestEndpoint.NAME)).isTrue();
    assertThat(endpoint.runtime().wake(TestEndpoint.NAME)).as("it does not sleep").isFalse();
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);
    assertThat(endpoint.starts()).hasSize(2);

    Await.until("its sleep", () -> status().phase() == Phase.SLEEPING);
    assertThat(endpoint.runtime().stop(TestEndpoint.NAME)).isTrue();
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
    assertThat(endpoint.runtime().wake(TestEndpoint.NAME)).as("it was stopped").isFalse();
  }

  @Test
  void staysAwakeWhileRequestsCome() throws IOException {
    endpoint.runtime().launch(sleepy("idle"));
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);
    var http = new EngineHttp("127.0.0.1", endpoint.port(), "");
    var end = Deadline.in(IDLE.multipliedBy(3));
    while (!end.isPast()) {
      assertThat(http.post("/v1/completions", "{}", IDLE).isOk()).isTrue();
      Deadline.pause(Duration.ofMillis(50));
    }
    assertThat(status().phase()).isEqualTo(Phase.READY);
  }

  @Test
  void sleepsOnWhereOthersHaveTakenItsDevices() throws IOException {
    var gpu = "card0";
    endpoint.runtime().launch(TestEndpoint.holding(sleepy("idle"), List.of(gpu)));
    Await.until("its sleep", () -> status().phase() == Phase.SLEEPING);
    Await.until("its supervisor's end", () -> status().supervisor().isEmpty());
    var leases = new DeviceLeases(folder.resolve("state"), Clock.systemUTC());
    assertThat(leases.keep("other", List.of(gpu), Holder.self())).isTrue();

    assertThat(endpoint.runtime().wake(TestEndpoint.NAME)).isFalse();
    assertThat(status().phase()).isEqualTo(Phase.SLEEPING);
    assertThat(status().state().lastError()).contains("others have its devices");

    assertThat(leases.release("other")).isTrue();
    assertThat(endpoint.runtime().wake(TestEndpoint.NAME)).isTrue();
    Await.until("its supervisor's end", () -> asleepForGood());
    assertThat(leases.leases()).as("who woke it holds nothing").isEmpty();
  }

  private boolean asleepForGood() {
    return status().phase() == Phase.SLEEPING && status().supervisor().isEmpty();
  }

  private RunSpec sleepy(String... modes) {
    return TestEndpoint.sleepingAfter(IDLE, endpoint.spec("sleepy", modes));
  }

  @Test
  void adoptsTheEngineWhenItsSupervisorWasKilled() throws IOException {
    var before = launchedAndReady();
    before.supervisor().orElseThrow().kill();
    Await.until("the supervisor's end", () -> !before.supervisor().orElseThrow().isAlive());
    assertThat(before.engine().orElseThrow().isAlive()).isTrue();

    endpoint.runtime().list();
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);

    assertThat(status().supervisor()).isPresent().isNotEqualTo(before.supervisor());
    assertThat(status().engine()).isEqualTo(before.engine());
    assertThat(endpoint.starts()).hasSize(1);
    assertThat(endpoint.runtime().stop(TestEndpoint.NAME)).isTrue();
    assertThat(before.engine().orElseThrow().isAlive()).isFalse();
  }

  @Test
  void restartsAnAdoptedEngineThatEnds() throws IOException {
    var before = launchedAndReady();
    before.supervisor().orElseThrow().kill();
    Await.until("the supervisor's end", () -> !before.supervisor().orElseThrow().isAlive());
    endpoint.runtime().recover();
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);

    before.engine().orElseThrow().kill();
    Await.until("a second engine", () -> status().state().restarts() == 1);

    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);
    assertThat(endpoint.starts()).hasSize(2);
  }

  @Test
  void startsBothAgainWhenBothWereKilled() throws IOException {
    var before = launchedAndReady();
    before.supervisor().orElseThrow().kill();
    before.engine().orElseThrow().kill();
    Await.until(
        "the end of both",
        () ->
            !before.supervisor().orElseThrow().isAlive()
                && !before.engine().orElseThrow().isAlive());

    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);

    assertThat(status().state().restarts()).isEqualTo(1);
    assertThat(endpoint.starts()).hasSize(2);
  }

  @Test
  void givesUpOnAnEngineThatNeverAnswersARealRequest() throws IOException {
    var spec = endpoint.spec("hash", "refuse");
    endpoint.runtime().launch(TestEndpoint.within(Duration.ofSeconds(8), spec));

    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Failed.class);

    assertThat(status().state().lastError())
        .startsWith("not ready after 8 s: ")
        .contains("HIP error: invalid device");
    assertThat(status().state().lastLines()).contains("fake engine loads");
    assertThat(endpoint.starts()).hasSize(1);
    assertThat(ProcessHandle.of(Long.parseLong(endpoint.starts().getFirst()))).isEmpty();
  }

  /// What it said is the cause, not that the last question took longer than there was time for.
  @Test
  void saysWhatAnEngineAnsweredBeforeItHung() throws IOException {
    var spec = endpoint.spec("hash", "refuse", "hang");
    endpoint.runtime().launch(TestEndpoint.within(Duration.ofSeconds(4), spec));

    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Failed.class);

    assertThat(status().state().lastError()).contains("HIP error: invalid device");
  }

  @Test
  void replacesAnEngineThatRunsOnButAnswersNoMore() {
    endpoint.launch("mute");
    Await.until("unhealthy", () -> status().phase() == Phase.UNHEALTHY);
    assertThat(status().state().lastError()).startsWith("GET /health: ");

    Await.until("a second engine", () -> status().state().restarts() == 1);
  }

  @Test
  void givesUpOnACrashLoopWithTheEnginesLastLines() throws IOException {
    endpoint.launch("exit=3");
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Failed.class);

    var state = status().state();
    assertThat(state.phase()).isEqualTo(Phase.FAILED);
    assertThat(state.lastError())
        .isEqualTo("the engine exited with code 3; gave up after 2 restarts");
    assertThat(state.exitCode()).contains(3);
    assertThat(state.lastLines())
        .containsExactly("fake engine loads", "fake engine: out of memory on device 0");
    assertThat(endpoint.starts()).hasSize(3);
    Await.until("the supervisor's end", () -> status().supervisor().isEmpty());
  }

  @Test
  void doesNotRetryRejectedArguments() throws IOException {
    endpoint.launch("exit=2");

    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Failed.class);
    assertThat(status().state().lastError()).contains("code 2", "rejects an argument");
    assertThat(endpoint.starts()).hasSize(1);
  }

  @Test
  void failedStartsAgainWhenLaunchedAgain() {
    endpoint.launch("exit=2");
    endpoint.awaitReady();

    assertThat(endpoint.launch("exit=2").outcome()).isEqualTo(Outcome.STARTED);
  }

  @Test
  void unchangedLaunchDoesNothingAndAChangedOneReplaces() throws IOException {
    var before = launchedAndReady();

    var again = endpoint.launch();
    assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(again.status()).isEqualTo(before);

    assertThat(endpoint.launch("slow=1").outcome()).isEqualTo(Outcome.REPLACED);
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);
    assertThat(before.engine().orElseThrow().isAlive()).isFalse();
    assertThat(endpoint.starts()).hasSize(2);
  }

  @Test
  void twoLaunchesAtOnceAreOne() throws Exception {
    var first = launchProcess("slow=300");
    var second = launchProcess("slow=300");
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();

    assertThat(List.of(output(first), output(second)))
        .containsExactlyInAnyOrder("STARTED", "UNCHANGED");
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);
    assertThat(endpoint.starts()).hasSize(1);
  }

  @Test
  void outlivesTheCommandThatLaunchedIt() throws Exception {
    var command = launchProcess();
    assertThat(command.waitFor()).isZero();

    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);
    var supervisor = status().supervisor().orElseThrow().pid();
    assertThat(session(supervisor)).isEqualTo(supervisor);
  }

  @Test
  void stopEndsTheWholeTreeEvenOfADeafEngine() {
    var ready = launchedAndReady("deaf", "child");
    var child =
        endpoint.lines().stream()
            .filter(line -> line.startsWith("child "))
            .map(line -> ProcessId.of(Long.parseLong(line.substring(6))).orElseThrow())
            .findFirst()
            .orElseThrow();
    assertThat(child.isAlive()).isTrue();

    assertThat(endpoint.runtime().stop(TestEndpoint.NAME)).isTrue();

    assertThat(child.isAlive()).isFalse();
    assertThat(ready.engine().orElseThrow().isAlive()).isFalse();
    assertThat(endpoint.runtime().stop(TestEndpoint.NAME)).isFalse();
  }

  @Test
  void killedEngineLeavesNoWorkerBehind() {
    var ready = launchedAndReady("child");
    var child = ProcessHandle.of(ready.engine().orElseThrow().pid()).orElseThrow();
    var worker = ProcessId.of(child.children().findFirst().orElseThrow().pid()).orElseThrow();

    ready.engine().orElseThrow().kill();

    Await.until("the worker's end", () -> !worker.isAlive());
  }

  @Test
  void engineThatIsNotThereFailsWithItsName() {
    var spec = endpoint.spec("hash");
    var command = RunSpec.Command.of(List.of("no-such-engine", "serve"), Map.of());
    endpoint.runtime().launch(TestEndpoint.with(spec, command));

    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Failed.class);
    assertThat(status().state().lastError()).contains("no-such-engine");
  }

  @Test
  void runningEndpointKeepsItsPortAndItsFiles() {
    launchedAndReady();
    var ports = endpoint.runtime().ports();

    assertThat(ports.reserve(TestEndpoint.NAME, "127.0.0.1", Optional.empty()))
        .isEqualTo(new Ports.Choice.Granted(endpoint.port()));
    assertThat(ports.reserve("other", "127.0.0.1", Optional.of(endpoint.port())))
        .isInstanceOfSatisfying(
            Ports.Choice.Taken.class,
            taken -> assertThat(taken.problem().message()).endsWith("is held by endpoint demo"));
    assertThat(endpoint.runtime().filesInUse()).containsExactly(folder.resolve("model.gguf"));
  }

  @Test
  void endsAContainerByItsOwnCommandAndOnce() throws IOException {
    var stopped = folder.resolve("stopped");
    var argv = endpoint.spec("hash").command().argv();
    var stop =
        "echo stop >> %s; kill -9 $(tail -1 %s)".formatted(stopped, folder.resolve("starts"));
    var command = new RunSpec.Command(argv, Map.of(), List.of(), "", "", List.of("sh", "-c", stop));
    endpoint.runtime().launch(TestEndpoint.with(endpoint.spec("hash"), command));
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);

    assertThat(endpoint.runtime().stop(TestEndpoint.NAME)).isTrue();

    assertThat(stopped).hasContent("stop");
    assertThat(status().phase()).isEqualTo(Phase.STOPPED);
  }

  @Test
  void secondSupervisorLeavesAtOnce() throws Exception {
    var before = launchedAndReady();
    var dir = folder.resolve("state/endpoints").resolve(TestEndpoint.NAME);
    var second =
        new ProcessBuilder(Jvm.argv(Supervisor.class.getName(), dir.toString(), "--adopt"))
            .redirectErrorStream(true)
            .start();

    assertThat(output(second)).isEqualTo("another supervisor holds demo");
    assertThat(second.waitFor()).isZero();
    assertThat(status()).isEqualTo(before);
  }

  @Test
  void keepsItsDevicesWhenItsSupervisorIsKilled() {
    var leases = new DeviceLeases(folder.resolve("state"), Clock.systemUTC());
    endpoint.runtime().launch(TestEndpoint.holding(endpoint.spec("hash"), List.of("gpu-0")));
    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Ready.class);
    var before = status();

    before.supervisor().orElseThrow().kill();
    Await.until("the supervisor's end", () -> !before.supervisor().orElseThrow().isAlive());
    assertThat(leases.lease(TestEndpoint.NAME)).isPresent();
    endpoint.runtime().recover();
    Await.until(
        "the lease of the new supervisor",
        () -> leases.lease(TestEndpoint.NAME).orElseThrow().holders().size() == 2);

    endpoint.runtime().stop(TestEndpoint.NAME);
    assertThat(leases.leases()).isEmpty();
  }

  @Test
  void doesNotTakeDevicesThatAnotherEndpointHas() {
    var leases = new DeviceLeases(folder.resolve("state"), Clock.systemUTC());
    leases.keep("other", List.of("gpu-0"), Holder.self());

    endpoint.runtime().launch(TestEndpoint.holding(endpoint.spec("hash"), List.of("gpu-0")));

    assertThat(endpoint.awaitReady()).isInstanceOf(Readiness.Failed.class);
    assertThat(status().state().lastError()).contains("leased to another endpoint");
  }

  private Process launchProcess(String... modes) throws IOException {
    var argv =
        new ArrayList<>(
            Jvm.argv(
                LaunchOnceMain.class.getName(),
                folder.toString(),
                Integer.toString(endpoint.port()),
                "hash"));
    argv.addAll(List.of(modes));
    return new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  // proc(5): field 6 of stat is the session
  private static long session(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
  }
}
