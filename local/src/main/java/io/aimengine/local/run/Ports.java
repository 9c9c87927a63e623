package io.aimengine.local.run;

import io.aimengine.api.Mark;
import io.aimengine.api.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Gives each endpoint a port of its own. A grant is remembered, so that two launches at once do
/// not get the same port between the grant and the engine's start; it lapses with its process.
public final class Ports {
  private static final int FIRST = 8000;
  private static final int LAST = 65_535;

  private final StateDir stateDir;

  Ports(StateDir stateDir) {
    this.stateDir = stateDir;
  }

  /// What came of asking for a port.
  public sealed interface Choice {
    /// Yours until you launch or end.
    record Granted(int port) implements Choice {}

    /// `port.taken`, naming the holder as far as this user may know it.
    record Taken(Problem problem) implements Choice {}
  }

  /// A wanted port or none. Without a wish an endpoint of that name that runs or sleeps keeps its
  /// port, a stopped one has its last if that is free, and a new one gets the first free from 8000
  /// up.
  public Choice reserve(String endpoint, String host, Optional<Integer> wanted) {
    try (var _ = StateLock.take(stateDir.lock("ports"))) {
      return wanted
          .map(port -> grantWanted(endpoint, host, port))
          .orElseGet(() -> grantAny(endpoint, host));
    }
  }

  private Choice grantWanted(String endpoint, String host, int port) {
    if (own(endpoint).filter(mine -> mine == port).isPresent()) {
      return new Choice.Granted(port);
    }
    var other = endpointAt(port, endpoint);
    if (other.isPresent()) {
      return taken(port, "endpoint " + other.get());
    }
    if (isFree(host, port)) {
      return grant(endpoint, port);
    }
    return taken(port, PortHolder.of(port).map(PortHolder::label).orElse("another process"));
  }

  private Choice grantAny(String endpoint, String host) {
    var mine = own(endpoint);
    if (mine.isPresent()) {
      return new Choice.Granted(mine.get());
    }
    var before = stateDir.endpoint(endpoint).spec().map(spec -> spec.serving().port());
    return IntStream.concat(before.stream().mapToInt(p -> p), IntStream.rangeClosed(FIRST, LAST))
        .filter(port -> endpointAt(port, endpoint).isEmpty() && isFree(host, port))
        .mapToObj(port -> grant(endpoint, port))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free port from " + FIRST + " up"));
  }

  private Choice grant(String endpoint, int port) {
    var self = ProcessId.self();
    var text = Json.write(Map.of("port", port, "pid", self.pid(), "start", self.start()));
    StateFiles.write(stateDir.reservations().resolve(endpoint + ".json"), text);
    return new Choice.Granted(port);
  }

  private static Choice taken(int port, String holder) {
    return new Choice.Taken(
        Problem.error(
            "port.taken",
            "port",
            Mark.NONE,
            "port " + port + " is held by " + holder,
            "ask for another port, or for none to get the next free one"));
  }

  void release(String endpoint) {
    StateFiles.delete(stateDir.reservations().resolve(endpoint + ".json"));
  }

  /// The port that an endpoint of that name has which runs or sleeps.
  private Optional<Integer> own(String endpoint) {
    return kept(stateDir.endpoint(endpoint)).map(spec -> spec.serving().port());
  }

  private Optional<String> endpointAt(int port, String except) {
    var known =
        stateDir.endpoints().stream()
            .filter(dir -> kept(dir).filter(spec -> spec.serving().port() == port).isPresent())
            .map(EndpointDir::name);
    var reserved =
        StateFiles.list(stateDir.reservations()).stream()
            .filter(file -> StateFiles.read(file).filter(text -> isHeld(text, port)).isPresent())
            .map(file -> file.getFileName().toString().replaceFirst("\\.json$", ""));
    return Stream.concat(known, reserved).filter(name -> !name.equals(except)).findFirst();
  }

  private static Optional<RunSpec> kept(EndpointDir dir) {
    return dir.state().filter(state -> state.phase().isKept()).isPresent()
        ? dir.spec()
        : Optional.empty();
  }

  private static boolean isHeld(byte[] reservation, int port) {
    try {
      var fields = Json.read(reservation);
      return fields.number("port") == port
          && new ProcessId(fields.number("pid"), fields.number("start")).isAlive();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isFree(String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
