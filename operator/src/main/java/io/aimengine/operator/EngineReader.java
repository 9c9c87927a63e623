package io.aimengine.operator;

import io.aimengine.metrics.Comparison;
import io.aimengine.metrics.Snapshot;
import io.aimengine.operator.EngineWatch.Subject;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the engines of an endpoint, all at the same time, and keeps what they said for a minute,
/// so that what they say now can be compared with it.
final class EngineReader {
  private static final Logger LOG = LoggerFactory.getLogger(EngineReader.class);
  private static final Duration KEPT = Duration.ofMinutes(1);

  /// Of all endpoints together: those that do not answer take their whole time.
  private static final int AT_ONCE = 64;

  private final EnginePages pages;
  private final Semaphore turns = new Semaphore(AT_ONCE);

  /// By endpoint and the pod's uid, oldest first.
  private final Map<ResourceID, Map<String, List<Seen>>> seen = new ConcurrentHashMap<>();

  private record Seen(Instant at, Snapshot snapshot) {}

  EngineReader(EnginePages pages) {
    this.pages = pages;
  }

  /// Of each replica that answers, now and up to a minute ago.
  List<Comparison> read(ResourceID endpoint, Subject subject, Instant now) {
    var before = seen.getOrDefault(endpoint, Map.of());
    var after = new ConcurrentHashMap<String, List<Seen>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var pod : subject.ready()) {
        threads.execute(() -> {
          var uid = pod.getMetadata().getUid();
          snapshot(subject, pod)
              .ifPresent(s -> after.put(uid, with(before.getOrDefault(uid, List.of()), s, now)));
        });
      }
    }
    seen.put(endpoint, after);
    return after.values().stream().map(EngineReader::comparison).toList();
  }

  void forget(ResourceID endpoint) {
    seen.remove(endpoint);
  }

  private Optional<Snapshot> snapshot(Subject subject, Pod pod) {
    try {
      turns.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return pages.page(pod, subject.path()).map(page -> Snapshot.of(subject.names(), page));
    } catch (RuntimeException e) {
      LOG.debug("the engine of {} cannot be read", pod.getMetadata().getName(), e);
      return Optional.empty(); // whatever it says there
    } finally {
      turns.release();
    }
  }

  private static List<Seen> with(List<Seen> before, Snapshot snapshot, Instant now) {
    var kept = new ArrayList<Seen>();
    before.stream().filter(s -> !s.at().isBefore(now.minus(KEPT))).forEach(kept::add);
    kept.add(new Seen(now, snapshot));
    return List.copyOf(kept);
  }

  private static Comparison comparison(List<Seen> looks) {
    var first = looks.getFirst();
    var last = looks.getLast();
    var seconds = Duration.between(first.at(), last.at()).toMillis() / 1e3;
    return new Comparison(first.snapshot(), last.snapshot(), seconds);
  }
}
