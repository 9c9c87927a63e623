package io.aimengine.local.supervise;

import io.aimengine.local.run.RunSpec.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When the engine was restarted lately, and so whether and when it is again.
record Restarts(Policy policy, List<Instant> recent) {
  Restarts {
    recent = List.copyOf(recent);
  }

  static Restarts none(Policy policy) {
    return new Restarts(policy, List.of());
  }

  /// With only the restarts that still count.
  Restarts at(Instant now) {
    var from = now.minus(policy.window());
    return new Restarts(policy, recent.stream().filter(from::isBefore).toList());
  }

  /// The pause before the next restart, doubling with each; empty when there were too many.
  Optional<Duration> pause() {
    if (recent.size() >= policy.restarts()) {
      return Optional.empty();
    }
    var doubled = policy.firstPause().multipliedBy(1L << Math.min(recent.size(), 20));
    var longest = policy.longestPause();
    return Optional.of(doubled.compareTo(longest) < 0 ? doubled : longest);
  }

  Restarts plus(Instant restart) {
    var all = new ArrayList<>(recent);
    all.add(restart);
    return new Restarts(policy, all);
  }
}
