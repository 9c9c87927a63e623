package io.aimengine.local.supervise;

import io.aimengine.local.run.Deadline;
import io.aimengine.local.run.DeviceHold;
import io.aimengine.local.run.EndpointDir;
import io.aimengine.local.run.EndpointState;
import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.EngineTree;
import io.aimengine.local.run.LogFile;
import io.aimengine.local.run.Phase;
import io.aimengine.local.run.ProcessId;
import io.aimengine.local.run.RunSpec;
import io.aimengine.local.run.SupervisorId;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// Keeps one engine running: starts or adopts it, watches it, restarts it, gives up.
final class Supervision {
  private static final int LAST_LINES = 40;

  private final EndpointDir dir;
  private final RunSpec spec;
  private final DeviceHold devices;
  private final Clock clock;
  private final EngineTree tree;
  private final EngineStarter starter;
  private final EngineHttp http;
  private final LogFile log;
  private final Journal journal;
  private final Object starting = new Object();
  private volatile boolean stopping;
  private long logStart;

  Supervision(
      EndpointDir dir,
      RunSpec spec,
      EndpointState state,
      Map<String, String> env,
      DeviceHold devices,
      Clock clock) {
    var serving = spec.serving();
    var environment = EngineEnvironment.of(spec, dir, env);
    this.dir = dir;
    this.spec = spec;
    this.devices = devices;
    this.clock = clock;
    this.tree = new EngineTree(dir);
    this.starter = new EngineStarter(dir, spec, environment);
    this.http =
        new EngineHttp(
            serving.reachableHost(),
            serving.port(),
            environment.getOrDefault(serving.keyVariable(), ""));
    this.log = new LogFile(dir.engineLog());
    this.journal = new Journal(dir, state, clock);
  }

  /// Returns when there is nothing more to watch.
  void run(Optional<RunningEngine> adopted) {
    var restarts = Restarts.none(spec.policy());
    for (var engine = adopted; !stopping; engine = Optional.empty()) {
      var ending = engine.map(this::watch).orElseGet(this::startAndWatch);
      if (stopping) {
        return;
      }
      if (ending instanceof Ending.Idle) {
        sleep(ending.reason());
        return;
      }
      record(ending);
      restarts = restarts.at(clock.instant());
      var pause = restarts.pause();
      if (!clearAway() || !ending.isWorthARestart() || pause.isEmpty()) {
        giveUp(ending);
        return;
      }
      journal.to(Phase.RESTARTING);
      Deadline.pause(pause.get());
      restarts = restarts.plus(clock.instant());
      journal.change(state -> state.withRestarts(state.restarts() + 1));
    }
  }

  boolean isStopping() {
    return stopping;
  }

  /// From another thread: ends the engine and leaves the state as stopped.
  void stop() {
    synchronized (starting) {
      stopping = true;
    }
    var engine = journal.state().engine();
    journal.to(Phase.STOPPING);
    tree.end(engine, spec.command().stop(), spec.policy().grace());
    journal.close(Phase.STOPPED);
  }

  /// Ends the engine, so that its memory and devices are free for others.
  private void sleep(String why) {
    journal.say(why);
    // before its engine ends: who finds that gone is to know that it can be woken
    journal.to(Phase.SLEEPING);
    tree.end(journal.state().engine(), spec.command().stop(), spec.policy().grace());
    journal.close(Phase.SLEEPING);
  }

  /// The engine that an earlier supervisor left running. One that ended meanwhile counts as a
  /// restart.
  Optional<RunningEngine> adopt() {
    var before = journal.state().engine();
    var found = before.filter(ProcessId::isAlive).or(tree::leader);
    if (found.isPresent()) {
      journal.say("adopts the engine, pid " + found.get().pid());
      journal.change(state -> state.withEngine(found.get()));
    } else if (before.isPresent()) {
      var count = journal.state().restarts() + 1;
      journal.change(
          state -> state.withRestarts(count).withError("the engine ended while nobody watched it"));
    }
    return found.map(RunningEngine.Adopted::new);
  }

  private Ending startAndWatch() {
    try {
      return watch(start());
    } catch (IOException e) {
      return new Ending.NotStarted(String.valueOf(e.getMessage()));
    }
  }

  private RunningEngine start() throws IOException {
    synchronized (starting) {
      if (stopping) {
        throw new IOException("it is being stopped");
      }
      if (!keepDevices(ProcessId.self())) {
        throw new IOException("its devices are leased to another endpoint by now");
      }
      logStart = log.size();
      var engine = starter.start();
      journal.change(state -> state.to(Phase.STARTING, clock.instant()).withEngine(engine.id()));
      journal.say("started the engine, pid " + engine.id().pid());
      return engine;
    }
  }

  private boolean keepDevices(ProcessId holder) {
    return spec.devices().isEmpty() || devices.keep(spec.name(), spec.devices(), holder);
  }

  private Ending watch(RunningEngine engine) {
    dir.writeHolder(new SupervisorId(ProcessId.self(), SupervisorId.currentBoot()));
    keepDevices(engine.id());
    return new Watch(spec, engine, journal, http, log).untilItEnds();
  }

  private void record(Ending ending) {
    var code = ending instanceof Ending.Exited exited ? exited.code() : Optional.<Integer>empty();
    var lines = log.lastLines(LAST_LINES, logStart);
    journal.change(state -> state.withoutEngine().withError(ending.reason()).withExit(code, lines));
    journal.say(ending.reason());
  }

  // an engine's workers may outlive it, and a container its `docker run`
  private boolean clearAway() {
    var none = Optional.<ProcessId>empty();
    try {
      if (spec.command().stop().isEmpty()) {
        tree.kill(none);
      } else {
        tree.end(none, spec.command().stop(), spec.policy().grace());
      }
      return true;
    } catch (IllegalStateException e) {
      journal.change(state -> state.withError(state.lastError() + "; " + e.getMessage()));
      return false;
    }
  }

  private void giveUp(Ending ending) {
    var count = journal.state().restarts();
    if (ending.isWorthARestart() && count > 0) {
      journal.change(
          state -> state.withError(state.lastError() + "; gave up after " + count + " restarts"));
    }
    journal.close(Phase.FAILED);
  }
}
