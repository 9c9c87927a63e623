package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.api.v1alpha1.AIMEndpointStatus.Startup;
import io.aimengine.status.Observed;
import io.aimengine.status.StartLog;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// What engines wrote while they started: read once, beside the reconciling, when the status first
/// tells that the newest replica's start has ended. A log that cannot be read tells nothing, and is
/// not asked for again.
final class StartLogs {
  private static final int AT_ONCE = 16;

  /// By then the status has it.
  private static final Duration KEPT = Duration.ofHours(1);

  private final PodLogs logs;
  private final Consumer<ResourceID> wake;
  private final InstantSource clock;
  private final Map<ResourceID, Read> latest = new ConcurrentHashMap<>();
  private final Semaphore reading = new Semaphore(AT_ONCE);

  /// `log` is empty while it is being read.
  private record Read(String pod, Instant at, StartLog log) {}

  /// `wake` is told which endpoint has something to tell.
  StartLogs(PodLogs logs, Consumer<ResourceID> wake, InstantSource clock) {
    this.logs = logs;
    this.wake = wake;
    this.clock = clock;
  }

  /// The same with what was read since.
  Observed tell(World world, Observed observed) {
    var read = latest.get(ResourceID.fromResource(world.endpoint()));
    return read == null ? observed : observed.told(read.pod(), read.log());
  }

  /// Reads the log of the replica whose start is over now and was not before.
  void read(World world, Optional<AIMEndpointStatus> before, AIMEndpointStatus now) {
    var ended = ended(now);
    if (ended.isEmpty() || ended.equals(before.flatMap(StartLogs::ended))) {
      return;
    }
    world.pods().stream()
        .filter(pod -> pod.getMetadata().getName().equals(ended.get()))
        .findFirst()
        .ifPresent(pod -> read(ResourceID.fromResource(world.endpoint()), pod));
  }

  private static Optional<String> ended(AIMEndpointStatus status) {
    return Optional.ofNullable(status.startup())
        .filter(startup -> startup.readySeconds() != null)
        .map(Startup::pod);
  }

  private void read(ResourceID endpoint, Pod pod) {
    var name = pod.getMetadata().getName();
    var before = latest.get(endpoint);
    if (before != null && before.pod().equals(name)) {
      return; // the status was not written
    }
    var begun = new Read(name, clock.instant(), StartLog.nothing());
    latest.put(endpoint, begun);
    latest.values().removeIf(read -> read.at().isBefore(begun.at().minus(KEPT)));
    Thread.ofVirtual()
        .name("log of " + name)
        .start(() -> {
          var log = log(pod);
          if (!log.isEmpty() && latest.replace(endpoint, begun, new Read(name, begun.at(), log))) {
            wake.accept(endpoint);
          }
        });
  }

  private StartLog log(Pod pod) {
    reading.acquireUninterruptibly();
    try {
      return logs.of(pod).map(StartLog::read).orElse(StartLog.nothing());
    } finally {
      reading.release();
    }
  }
}
