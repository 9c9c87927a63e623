package io.aimengine.operator;

import io.aimengine.e2e.cluster.AuditLog.Request;
import io.aimengine.e2e.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What is written while nobody wants anything, by the audit log.
final class Rest {
  private static final Duration GLANCE = Duration.ofSeconds(3);

  private Rest() {}

  /// Whether operators write nothing for a moment.
  static boolean quiet(Cluster cluster) {
    return writes(cluster, GLANCE).isEmpty();
  }

  /// What operators write, anywhere, during a time by the clock.
  static List<Request> writes(Cluster cluster, Duration time) {
    var mark = cluster.plane().audit().mark();
    try {
      if (new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("nobody counts down");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return cluster.plane().audit().since(mark, Operated.AGENT);
  }
}
