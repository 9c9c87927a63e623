package io.aimengine.operator;

import io.aimengine.catalog.Catalog;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.metrics.Traffic;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What engines have answered so far. They are asked beside the reconciling, so that one that is
/// slow holds up nobody; whoever waits is woken when all have answered or time is over.
final class Looks {
  /// Of each release. More replicas than this are judged by some of them.
  static final int MOST = 32;

  private static final int AT_ONCE = 64;
  private static final Duration KEPT = Duration.ofHours(1);

  private final EnginePages pages;
  private final List<EngineVersion> engines;
  private final InstantSource clock;
  private final Map<ResourceID, Look> latest = new ConcurrentHashMap<>();
  private final Set<ResourceID> underway = ConcurrentHashMap.newKeySet();
  private final Semaphore asking = new Semaphore(AT_ONCE);

  /// What was answered by then, by pod. An engine that did not answer is not there.
  record Look(Instant at, Map<String, Traffic> pods) {
    Look {
      pods = Map.copyOf(pods);
    }
  }

  Looks(EnginePages pages, Catalog catalog, InstantSource clock) {
    this.pages = pages;
    this.engines = catalog.engines();
    this.clock = clock;
  }

  Optional<Look> latest(ResourceID endpoint) {
    return Optional.ofNullable(latest.get(endpoint));
  }

  void forget(ResourceID endpoint) {
    latest.remove(endpoint);
  }

  /// Asks the engines of these pods, unless that is being done; `done` is told when there is a
  /// look.
  void take(ResourceID endpoint, List<List<Pod>> releases, Consumer<ResourceID> done) {
    if (!underway.add(endpoint)) {
      return;
    }
    var limit = clock.instant().minus(KEPT);
    latest.values().removeIf(look -> look.at().isBefore(limit));
    var asked = releases.stream().flatMap(Looks::some).toList();
    Thread.ofVirtual()
        .name("look at " + endpoint.getName())
        .start(() -> {
          try {
            latest.put(endpoint, look(asked));
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          } finally {
            underway.remove(endpoint);
          }
          done.accept(endpoint);
        });
  }

  private static Stream<Pod> some(List<Pod> pods) {
    return pods.stream()
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
        .limit(MOST);
  }

  private Look look(List<Pod> pods) throws InterruptedException {
    var answers = new ConcurrentHashMap<String, Traffic>();
    var threads =
        pods.stream().map(pod -> Thread.ofVirtual().start(() -> ask(pod, answers))).toList();
    for (var thread : threads) {
      thread.join();
    }
    return new Look(clock.instant(), answers);
  }

  private void ask(Pod pod, Map<String, Traffic> answers) {
    asking.acquireUninterruptibly();
    try {
      engines.stream()
          .map(engine -> engine.probe().metrics())
          .findFirst()
          .flatMap(path -> pages.page(pod, path))
          .flatMap(this::traffic)
          .ifPresent(traffic -> answers.put(pod.getMetadata().getName(), traffic));
    } finally {
      asking.release();
    }
  }

  /// Two releases may have two engines: whichever the page is of.
  private Optional<Traffic> traffic(String page) {
    return engines.stream()
        .map(engine -> Traffic.of(engine.metrics(), page))
        .flatMap(Optional::stream)
        .findFirst();
  }
}
