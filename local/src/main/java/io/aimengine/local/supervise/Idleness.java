package io.aimengine.local.supervise;

import io.aimengine.local.run.EngineHttp;
import io.aimengine.local.run.RunSpec;
import io.aimengine.metrics.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// How long an engine has had nothing to do, by its own figures: nothing runs or waits there, and
/// no request was counted since the last look. One that does not tell is taken for busy.
final class Idleness {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final RunSpec spec;
  private final EngineHttp http;
  private long since = System.nanoTime();
  private Optional<Double> requests = Optional.empty();

  Idleness(RunSpec spec, EngineHttp http) {
    this.spec = spec;
    this.http = http;
  }

  /// One look; whether it has lasted as long as the endpoint is to stay awake.
  boolean isOver() {
    var idle = spec.policy().idle();
    if (idle.isZero()) {
      return false;
    }
    if (!hasNothingToDo()) {
      since = System.nanoTime();
    }
    return System.nanoTime() - since >= idle.toNanos();
  }

  private boolean hasNothingToDo() {
    try {
      var page = http.get(spec.serving().metricsPath(), TIMEOUT);
      if (!page.isOk()) {
        return false;
      }
      var seen = Snapshot.of(spec.serving().metricNames(), page.body());
      var counted = !seen.requests().equals(requests);
      requests = seen.requests();
      return !counted
          && seen.running().filter(n -> n == 0).isPresent()
          && seen.waiting().filter(n -> n > 0).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }
}
