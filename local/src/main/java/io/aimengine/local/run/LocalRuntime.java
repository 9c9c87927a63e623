package io.aimengine.local.run;

import io.aimengine.local.run.Launched.Outcome;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The endpoints of this machine. Each has a supervisor, a process of its own that outlives the
/// command that started it; this class starts them, finds them again and ends them.
public final class LocalRuntime {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final String TAKEN = "it cannot wake: others have its devices";

  private final StateDir stateDir;
  private final SupervisorCommand supervisors;
  private final DeviceHold devices;
  private final Clock clock;

  public LocalRuntime(
      StateDir stateDir, SupervisorCommand supervisors, DeviceHold devices, Clock clock) {
    this.stateDir = stateDir;
    this.supervisors = supervisors;
    this.devices = devices;
    this.clock = clock;
  }

  /// Returns as soon as the supervisor is started. The same content hash on a running endpoint does
  /// nothing; two launches of one name at once come one after the other.
  public Launched launch(RunSpec spec) {
    var dir = stateDir.endpoint(spec.name());
    try (var _ = StateLock.take(stateDir.lock(spec.name()))) {
      var before = observe(dir).filter(EndpointStatus::isRunning);
      if (before.isPresent() && isSame(before.get().spec(), spec)) {
        recoverLocked(dir);
        return new Launched(Outcome.UNCHANGED, observe(dir).orElseThrow());
      }
      endLocked(dir, before.map(EndpointStatus::spec));
      startLocked(dir, spec);
      ports().release(spec.name());
      var outcome = before.isPresent() ? Outcome.REPLACED : Outcome.STARTED;
      return new Launched(outcome, observe(dir).orElseThrow());
    }
  }

  private void startLocked(EndpointDir dir, RunSpec spec) {
    new LogFile(dir.engineLog()).cut(0);
    dir.forgetSupervisor();
    dir.write(spec);
    dir.write(EndpointState.starting(clock.instant()));
    started(dir, spec, supervisors.start(dir));
  }

  /// Starts an endpoint that sleeps, as it was launched but in this process's environment. False
  /// when it does not sleep, or when others have its devices by now, which its state says then.
  public boolean wake(String name) {
    var dir = stateDir.endpoint(name);
    try (var _ = StateLock.take(stateDir.lock(name))) {
      var sleeping =
          observe(dir).filter(status -> status.phase() == Phase.SLEEPING).map(EndpointStatus::spec);
      if (sleeping.isEmpty()) {
        return false;
      }
      var spec = sleeping.get();
      if (!devices.areFree(name, spec.devices())) { // its supervisor takes them, not who wakes it
        dir.state().map(state -> state.withError(TAKEN)).ifPresent(dir::write);
        return false;
      }
      endLocked(dir, Optional.of(spec)); // it may have gone to sleep just now
      startLocked(dir, spec);
      return true;
    }
  }

  private void started(EndpointDir dir, RunSpec spec, SupervisorId supervisor) {
    dir.writeStarted(supervisor);
    if (!spec.devices().isEmpty()) {
      // a loss shows again, and is told, when the supervisor keeps them for itself
      var _ = devices.keep(spec.name(), spec.devices(), supervisor.process());
    }
  }

  private static boolean isSame(RunSpec running, RunSpec wanted) {
    return running.contentHash().equals(wanted.contentHash());
  }

  /// Where a new endpoint may listen.
  public Ports ports() {
    return new Ports(stateDir);
  }

  /// All endpoints by name, the failed and stopped ones included. What lost its supervisor has a
  /// new one afterwards.
  public List<EndpointStatus> list() {
    recover();
    return stateDir.endpoints().stream().flatMap(dir -> observe(dir).stream()).toList();
  }

  public Optional<EndpointStatus> status(String name) {
    if (!StateDir.isName(name)) {
      return Optional.empty();
    }
    var dir = stateDir.endpoint(name);
    recover(dir);
    return observe(dir);
  }

  /// The files of endpoints that run or sleep; a model store leaves them alone.
  public Set<Path> filesInUse() {
    return stateDir.endpoints().stream()
        .flatMap(dir -> observe(dir).stream())
        .filter(EndpointStatus::isKept)
        .flatMap(status -> status.spec().files().stream())
        .map(Path::of)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Gives each endpoint that lost its supervisor a new one, which adopts the engine if that still
  /// runs; what a restart of the machine left behind is marked as stopped.
  public void recover() {
    stateDir.endpoints().forEach(this::recover);
  }

  private void recover(EndpointDir dir) {
    if (!isAbandoned(dir)) {
      return;
    }
    // held: a command of that endpoint is at work and leaves it in order
    StateLock.tryTake(stateDir.lock(dir.name()))
        .ifPresent(lock -> {
          try (lock) {
            recoverLocked(dir);
          }
        });
  }

  private void recoverLocked(EndpointDir dir) {
    if (!isAbandoned(dir)) {
      return;
    }
    var stopping = dir.state().filter(state -> state.phase() == Phase.STOPPING).isPresent();
    var ofEarlierBoot = dir.supervisor().filter(id -> !id.isOfThisBoot()).isPresent();
    if (ofEarlierBoot) {
      dir.write(stopped(dir).withError("the machine was restarted"));
    } else if (stopping) {
      endLocked(dir, dir.spec());
    } else {
      dir.spec().ifPresent(spec -> started(dir, spec, supervisors.restart(dir)));
    }
  }

  private EndpointState stopped(EndpointDir dir) {
    var state = dir.state().orElseGet(() -> EndpointState.starting(clock.instant()));
    return state.to(Phase.STOPPED, clock.instant()).withoutEngine();
  }

  private static boolean isAbandoned(EndpointDir dir) {
    return dir.spec().isPresent()
        && dir.state().map(state -> state.phase().isActive()).orElse(true)
        && dir.supervisor().filter(SupervisorId::isAlive).isEmpty();
  }

  /// Waits until the endpoint is ready or has failed.
  public Readiness awaitReady(String name, Duration timeout, Readiness.Listener listener) {
    var deadline = Deadline.in(timeout);
    var dir = stateDir.endpoint(name);
    var lines = new LogFollower(new LogFile(dir.engineLog()), 0);
    var told = Optional.<Phase>empty();
    while (true) {
      var change = dir.changed();
      recover(dir);
      var seen = observe(dir);
      lines.next().forEach(listener::line);
      if (seen.isEmpty()) {
        return new Readiness.Gone(name);
      }
      var status = seen.get();
      if (!told.equals(Optional.of(status.phase()))) {
        told = Optional.of(status.phase());
        listener.phase(status);
      }
      var end = end(status, deadline);
      if (end.isPresent()) {
        return end.get();
      }
      awaitChange(dir, change, lines, listener);
    }
  }

  // the engine loads meanwhile: a glance at a file's time costs it less than reading the state
  private static void awaitChange(
      EndpointDir dir, FileTime seen, LogFollower lines, Readiness.Listener listener) {
    var deadline = Deadline.in(LOOK.multipliedBy(25));
    do {
      Deadline.pause(LOOK);
      lines.next().forEach(listener::line);
    } while (dir.changed().equals(seen) && !deadline.isPast());
  }

  private static Optional<Readiness> end(EndpointStatus status, Deadline deadline) {
    return switch (status.phase()) {
      case READY -> Optional.of(new Readiness.Ready(status));
      case FAILED -> Optional.of(new Readiness.Failed(status));
      case STOPPED, SLEEPING -> Optional.of(new Readiness.Gone(status.name()));
      case STARTING, CHECKING, UNHEALTHY, RESTARTING, STOPPING ->
          deadline.isPast() ? Optional.of(new Readiness.TimedOut(status)) : Optional.empty();
    };
  }

  /// The engine's last lines.
  public List<String> logs(String name, int tail) {
    return new LogFile(stateDir.endpoint(name).engineLog()).lastLines(tail, 0);
  }

  /// The engine's last lines and then each new one, until `done`.
  public void followLogs(String name, int tail, Consumer<String> lines, BooleanSupplier done) {
    var log = new LogFile(stateDir.endpoint(name).engineLog());
    var follower = new LogFollower(log, log.size());
    log.lastLines(tail, 0).forEach(lines);
    while (!done.getAsBoolean()) {
      follower.next().forEach(lines);
      Deadline.pause(LOOK.multipliedBy(5));
    }
  }

  /// Ends the engine with all its processes, and the supervisor. Its logs stay. False when there
  /// was nothing to stop.
  public boolean stop(String name) {
    return StateDir.isName(name) && end(stateDir.endpoint(name));
  }

  /// Stops it and forgets it, logs included.
  public boolean remove(String name) {
    if (!StateDir.isName(name) || stateDir.endpoint(name).spec().isEmpty()) {
      return false;
    }
    end(stateDir.endpoint(name));
    try (var _ = StateLock.take(stateDir.lock(name))) {
      stateDir.endpoint(name).forget();
      return true;
    }
  }

  private boolean end(EndpointDir dir) {
    try (var _ = StateLock.take(stateDir.lock(dir.name()))) {
      var kept = observe(dir).filter(EndpointStatus::isKept);
      endLocked(dir, kept.filter(EndpointStatus::isRunning).map(EndpointStatus::spec));
      return kept.isPresent();
    }
  }

  private void endLocked(EndpointDir dir, Optional<RunSpec> running) {
    var stop = running.map(spec -> spec.command().stop()).orElse(List.of());
    var grace = running.map(spec -> spec.policy().grace()).orElse(Duration.ZERO);
    dir.supervisor().filter(SupervisorId::isAlive).ifPresent(id -> endSupervisor(id, grace));
    var engine = dir.state().flatMap(EndpointState::engine);
    // a supervisor that ended in order has done this, and written so
    if (dir.state().filter(state -> state.phase().isKept()).isPresent()) {
      new EngineTree(dir).end(engine, stop, grace);
      dir.write(stopped(dir));
    }
  }

  // it ends its engine itself; one that does not manage is killed, and the engine after it
  private static void endSupervisor(SupervisorId id, Duration grace) {
    id.process().terminate();
    var deadline = Deadline.in(grace.plusSeconds(10));
    while (id.isAlive() && !deadline.isPast()) {
      Deadline.pause(LOOK);
    }
    id.process().kill();
    while (id.isAlive()) {
      Deadline.pause(LOOK);
    }
  }

  private static Optional<EndpointStatus> observe(EndpointDir dir) {
    var written = dir.state().orElseGet(() -> EndpointState.starting(Instant.EPOCH));
    var engine = written.engine().filter(ProcessId::isAlive);
    var supervisor = dir.supervisor().filter(SupervisorId::isAlive).map(SupervisorId::process);
    var state = engine.isPresent() ? written : withoutItsEngine(written);
    return dir.spec().map(spec -> new EndpointStatus(spec, state, supervisor, engine));
  }

  // what was written may be older than the engine's end
  private static EndpointState withoutItsEngine(EndpointState written) {
    return switch (written.phase()) {
      case READY, CHECKING, UNHEALTHY -> written.to(Phase.RESTARTING, written.since());
      case STARTING, RESTARTING, FAILED, STOPPING, STOPPED, SLEEPING -> written;
    };
  }
}
