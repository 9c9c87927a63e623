package io.aimengine.local.supervise;

import io.aimengine.local.run.Deadline;
import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.LogFile;
import io.aimengine.local.run.Phase;
import io.aimengine.local.run.RunSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// Watches one engine process from its start to its end.
final class Watch {
  private static final Duration EAGER = Duration.ofMillis(25);
  private static final Duration PATIENT = Duration.ofMillis(500);
  private static final Duration EAGER_FOR = Duration.ofSeconds(10);
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(5);
  private static final int UNHEALTHY_AFTER = 3;
  private static final int DEAD_AFTER = 12;
  private static final long LOG_LIMIT = 32L << 20;

  private final RunSpec spec;
  private final RunningEngine engine;
  private final Journal journal;
  private final EngineHttp http;
  private final LogFile log;
  private String problem = "";

  Watch(RunSpec spec, RunningEngine engine, Journal journal, EngineHttp http, LogFile log) {
    this.spec = spec;
    this.engine = engine;
    this.journal = journal;
    this.http = http;
    this.log = log;
  }

  Ending untilItEnds() {
    return untilReady().orElseGet(this::whileReady);
  }

  /// Empty when it is ready.
  private Optional<Ending> untilReady() {
    var begin = System.nanoTime();
    var deadline = Deadline.in(spec.policy().startup());
    var question = Question.of(spec.serving());
    var answer = "";
    while (!deadline.isPast()) {
      if (isHealthy()) {
        // an adopted engine that was ready stays so until it fails to answer
        if (journal.state().phase() != Phase.READY) {
          journal.to(Phase.CHECKING);
        }
        var failure = question.put(http, deadline.left());
        if (failure.isEmpty()) {
          journal.change(state -> state.withError(""));
          journal.to(Phase.READY);
          return Optional.empty();
        }
        // a question cut short by the end of the time says less than the answer before it
        if (answer.isEmpty() || !deadline.isPast()) {
          answer = failure.get();
        }
        problem = answer;
        journal.change(state -> state.withError(problem));
        journal.to(Phase.CHECKING);
      }
      var eager = !isChecking() && System.nanoTime() - begin < EAGER_FOR.toNanos();
      if (engine.endsWithin(eager ? EAGER : PATIENT)) {
        return Optional.of(new Ending.Exited(engine.exitCode(), false));
      }
      log.cut(LOG_LIMIT);
    }
    return Optional.of(new Ending.NeverReady(spec.policy().startup(), problem));
  }

  private boolean isChecking() {
    return journal.state().phase() == Phase.CHECKING;
  }

  private Ending whileReady() {
    var failures = 0;
    var idleness = new Idleness(spec, http);
    while (!engine.endsWithin(spec.policy().heartbeat())) {
      log.cut(LOG_LIMIT);
      failures = isHealthy() ? 0 : failures + 1;
      if (failures == 0) {
        recovered();
        if (idleness.isOver()) {
          return new Ending.Idle(spec.policy().idle());
        }
      } else if (failures >= DEAD_AFTER) {
        return new Ending.Unresponsive(spec.policy().heartbeat().multipliedBy(failures));
      } else if (failures >= UNHEALTHY_AFTER) {
        journal.change(state -> state.withError(problem));
        journal.to(Phase.UNHEALTHY);
      }
    }
    return new Ending.Exited(engine.exitCode(), true);
  }

  private void recovered() {
    if (journal.state().phase() == Phase.UNHEALTHY) {
      journal.change(state -> state.withError(""));
      journal.to(Phase.READY);
    }
  }

  private boolean isHealthy() {
    var path = spec.serving().healthPath();
    try {
      var answer = http.get(path, HEALTH_TIMEOUT);
      problem = "GET " + path + ": HTTP " + answer.status();
      return answer.isOk();
    } catch (IOException e) {
      problem = "GET " + path + ": " + e.getMessage();
      return false;
    }
  }
}
