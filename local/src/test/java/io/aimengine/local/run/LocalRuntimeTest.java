package io.aimengine.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.supervise.TestEndpoint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is decided without any engine: the supervisors here are `sleep`, or end at once.
class LocalRuntimeTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path folder;
  private final List<String> held = new ArrayList<>();
  private StateDir state;
  private EndpointDir dir;

  @BeforeEach
  void writeAnEndpoint() {
    state = new StateDir(folder.resolve("state"));
    dir = state.endpoint("demo");
    dir.write(TestEndpoint.spec(folder, 8123, "hash"));
  }

  private LocalRuntime runtime(String... supervisor) {
    var command = new SupervisorCommand(List.of(supervisor), Map.of("PATH", "/usr/bin:/bin"));
    return new LocalRuntime(state, command, new Held(), Clock.fixed(NOW, ZoneOffset.UTC));
  }

  /// Notes what is kept.
  private final class Held implements DeviceHold {
    @Override
    public boolean keep(String endpoint, List<String> devices, ProcessId process) {
      return held.add(endpoint + " " + devices);
    }

    @Override
    public boolean areFree(String endpoint, List<String> devices) {
      return true;
    }
  }

  private void wasIn(Phase phase, String boot) {
    dir.write(EndpointState.starting(NOW).to(phase, NOW).withEngine(new ProcessId(1, 1)));
    dir.writeStarted(new SupervisorId(new ProcessId(1, 1), boot));
  }

  @Test
  void clearsAwayWhatARestartOfTheMachineLeft() {
    wasIn(Phase.READY, "another-boot");

    var status = runtime("false").status("demo").orElseThrow();

    assertThat(status.phase()).isEqualTo(Phase.STOPPED);
    assertThat(status.state().lastError()).isEqualTo("the machine was restarted");
    assertThat(status.isRunning()).isFalse();
  }

  @Test
  void givesAnAbandonedEndpointANewSupervisorAndKeepsItsDevices() {
    var spec = TestEndpoint.spec(folder, 8123, "hash");
    dir.write(TestEndpoint.holding(spec, List.of("gpu-0")));
    wasIn(Phase.READY, SupervisorId.currentBoot());

    runtime("sh", "-c", "true").recover();

    assertThat(dir.supervisor().orElseThrow().process()).isNotEqualTo(new ProcessId(1, 1));
    assertThat(held).containsExactly("demo [gpu-0]");
  }

  @Test
  void readyWithoutAnEngineIsNotReady() {
    wasIn(Phase.READY, SupervisorId.currentBoot());

    assertThat(runtime("sh", "-c", "true").status("demo").orElseThrow().phase())
        .isEqualTo(Phase.RESTARTING);
  }

  @Test
  void finishesAStopThatWasInterrupted() {
    wasIn(Phase.STOPPING, SupervisorId.currentBoot());

    assertThat(runtime("false").status("demo").orElseThrow().phase()).isEqualTo(Phase.STOPPED);
  }

  @Test
  void leavesWhatHasFailedOrWasStoppedAlone() {
    for (var phase : List.of(Phase.FAILED, Phase.STOPPED)) {
      wasIn(phase, SupervisorId.currentBoot());

      assertThat(runtime("false").list())
          .singleElement()
          .extracting(EndpointStatus::phase)
          .isEqualTo(phase);
      assertThat(runtime("false").filesInUse()).isEmpty();
      assertThat(runtime("false").stop("demo")).isFalse();
    }
  }

  @Test
  void forgetsARemovedEndpointWithItsLogs() {
    StateFiles.create(dir.engineLog());

    assertThat(runtime("false").remove("demo")).isTrue();

    assertThat(dir.path()).doesNotExist();
    assertThat(runtime("false").list()).isEmpty();
    assertThat(runtime("false").remove("demo")).isFalse();
  }

  @Test
  void doesNotKnowWhatIsNotThereOrIsNoName() {
    assertThat(runtime("false").status("other")).isEmpty();
    assertThat(runtime("false").status("../demo")).isEmpty();
    assertThat(runtime("false").stop("../demo")).isFalse();
    assertThat(runtime("false").awaitReady("other", Duration.ofSeconds(5), new Silent()))
        .isEqualTo(new Readiness.Gone("other"));
    assertThat(state.endpoint("other").path()).doesNotExist();
  }

  private static final class Silent implements Readiness.Listener {
    @Override
    public void phase(EndpointStatus status) {}

    @Override
    public void line(String line) {}
  }
}
