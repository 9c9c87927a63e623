package io.aimengine.local.supervise;

import io.aimengine.local.run.EndpointDir;
import io.aimengine.local.run.EndpointState;
import io.aimengine.local.run.StateLock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The process that holds one endpoint. Its argument is the endpoint's folder; with `--adopt` it
/// looks first for an engine that an earlier supervisor left. SIGTERM makes it end the engine and
/// itself in order.
public final class Supervisor {
  private Supervisor() {}

  public static void main(String[] arguments) {
    var dir = new EndpointDir(Path.of(arguments[0]));
    var lock = StateLock.tryTake(dir.supervisorLock());
    if (lock.isEmpty()) {
      System.out.println("another supervisor holds " + dir.name());
      return;
    }
    try (var _ = lock.get()) {
      supervise(dir, List.of(arguments).contains("--adopt"));
    }
  }

  private static void supervise(EndpointDir dir, boolean adopts) {
    var spec = dir.spec().orElseThrow(() -> new IllegalStateException("no readable run.json"));
    var fresh = EndpointState.starting(Instant.now());
    // a fresh start needs nothing of what was before, and reads none of it: the engine waits
    var state = adopts ? dir.state().orElse(fresh) : fresh;
    var devices = new LeasedDevices(dir.stateDir());
    var supervision =
        new Supervision(dir, spec, state, System.getenv(), devices, Clock.systemUTC());
    var hook = new Thread(supervision::stop, "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    supervision.run(adopts ? supervision.adopt() : Optional.empty());
    if (!supervision.isStopping()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
