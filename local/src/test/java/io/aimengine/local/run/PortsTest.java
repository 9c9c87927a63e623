package io.aimengine.local.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.aimengine.local.run.Ports.Choice.Granted;
import io.aimengine.local.run.Ports.Choice.Taken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  private static final String HOST = "127.0.0.1";

  @TempDir Path folder;
  private StateDir state;
  private Ports ports;

  @BeforeEach
  void makePorts() {
    state = new StateDir(folder);
    ports = new Ports(state);
  }

  private int any(String endpoint) {
    return ((Granted) ports.reserve(endpoint, HOST, Optional.empty())).port();
  }

  @Test
  void givesTheFirstFreePortFrom8000Up() {
    assertThat(any("demo")).isBetween(8000, 8100);
    assertThat(any("demo")).as("asked again").isEqualTo(any("demo"));
    assertThat(any("other")).isGreaterThan(any("demo"));
  }

  @Test
  void namesTheProcessThatHoldsAWantedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var port = socket.getLocalPort();

      var taken = (Taken) ports.reserve("demo", HOST, Optional.of(port));

      assertThat(taken.problem().code()).isEqualTo("port.taken");
      assertThat(taken.problem().message())
          .startsWith("port " + port + " is held by ")
          .endsWith("(pid " + ProcessHandle.current().pid() + ")");
    }
  }

  @Test
  void namesTheEndpointThatWasPromisedAPort() {
    var port = any("demo");

    var taken = (Taken) ports.reserve("other", HOST, Optional.of(port));

    assertThat(taken.problem().message()).endsWith("is held by endpoint demo");
    assertThat(ports.reserve("demo", HOST, Optional.of(port))).isEqualTo(new Granted(port));
  }

  @Test
  void promiseEndsWithTheProcessItWasMadeTo() {
    var port = any("demo");
    var dead = Map.of("port", port, "pid", ProcessId.self().pid(), "start", 1);
    StateFiles.write(state.reservations().resolve("demo.json"), Json.write(dead));

    assertThat(ports.reserve("other", HOST, Optional.of(port))).isEqualTo(new Granted(port));
  }

  @Test
  void releasedPortIsFreeAgain() {
    var port = any("demo");
    ports.release("demo");

    assertThat(ports.reserve("other", HOST, Optional.of(port))).isEqualTo(new Granted(port));
  }

  @Test
  void neverPromisesOnePortTwiceAtOnce() throws Exception {
    List<Callable<Integer>> launches =
        IntStream.range(0, 12).<Callable<Integer>>mapToObj(i -> () -> any("e" + i)).toList();
    var granted = new HashSet<Integer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var launch : threads.invokeAll(launches)) {
        granted.add(launch.get());
      }
    }

    assertThat(granted).hasSize(12);
  }
}
