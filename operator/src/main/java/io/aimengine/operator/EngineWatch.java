package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.api.v1alpha1.AIMEndpointStatus;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.metrics.Comparison;
import io.aimengine.metrics.Latency;
import io.aimengine.metrics.LiveReading;
import io.aimengine.metrics.Load;
import io.aimengine.operator.Autoscaler.Look;
import io.aimengine.scale.Decision;
import io.aimengine.scale.Sample;
import io.aimengine.spec.Scaling;
import io.aimengine.status.LiveStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the engines of all endpoints every few seconds while this replica leads: their figures
/// go to /metrics, a coarse copy to the status, and those that ask for it are scaled. Nothing is
/// asked of the API server; an engine that does not answer tells nothing, which is all.
final class EngineWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineWatch.class);

  private final EngineReader reader;
  private final Autoscaler scaler;
  private final LiveFigures figures;
  private final InstantSource clock;
  private final SimpleInboundEventSource<AIMEndpoint> changed =
      new SimpleInboundEventSource<>("engines");
  private final Map<ResourceID, Subject> subjects = new ConcurrentHashMap<>();
  private final Map<ResourceID, LiveStatus> told = new ConcurrentHashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("engines").factory());

  /// An endpoint as it was reconciled last: its replicas that are ready, whose engine calls its
  /// figures by `names` at `path`, and how it is to be scaled, unless somebody else does that.
  record Subject(
      String uid, Map<String, String> names, String path, List<Pod> ready, Optional<Wish> scaling) {
    Subject {
      ready = List.copyOf(ready);
    }

    static Subject of(World world, EngineVersion engine, Optional<Wish> scaling) {
      return new Subject(
          world.endpoint().getMetadata().getUid(),
          engine.metrics(),
          engine.probe().metrics(),
          world.ready(),
          scaling);
    }

    Subject with(List<Pod> pods, Optional<Wish> wish) {
      return new Subject(uid, names, path, pods, wish);
    }
  }

  /// `current` replicas are wanted now; GPUs are free for `room` more.
  record Wish(Scaling scaling, int current, IntSupplier room) {}

  EngineWatch(EnginePages pages, Autoscaler.Knob knob, Figures figures, InstantSource clock) {
    this.reader = new EngineReader(pages);
    this.scaler = new Autoscaler(knob);
    this.figures = new LiveFigures(figures);
    this.clock = clock;
  }

  /// Wakes an endpoint whose status has something else to tell.
  EventSource<?, AIMEndpoint> source() {
    return changed;
  }

  /// Looks for as long as it is not closed; `leads` and `there` are asked each time.
  void start(Duration every, BooleanSupplier leads, Predicate<ResourceID> there) {
    var millis = every.toMillis();
    var _ =
        timer.scheduleWithFixedDelay(
            () -> round(leads, there), millis, millis, TimeUnit.MILLISECONDS);
  }

  /// One that fails is not the last: a timer forgets a task that throws.
  private void round(BooleanSupplier leads, Predicate<ResourceID> there) {
    try {
      if (leads.getAsBoolean()) {
        subjects.keySet().stream().filter(there.negate()).toList().forEach(this::forget);
        sweep();
      }
    } catch (RuntimeException e) {
      LOG.warn("the engines were not looked at", e);
    }
  }

  void watch(AIMEndpoint endpoint, Subject subject) {
    var id = ResourceID.fromResource(endpoint);
    var before = subjects.put(id, subject);
    if (before != null && !before.uid().equals(subject.uid())) {
      forget(id); // another one of the same name
      subjects.put(id, subject);
    }
    told.computeIfAbsent(id, _ -> LiveStatus.of(Optional.ofNullable(endpoint.getStatus())));
  }

  /// Nothing is planned now: the engines that serve are still looked at, their number stays.
  void watchOnly(AIMEndpoint endpoint, List<Pod> ready) {
    subjects.computeIfPresent(
        ResourceID.fromResource(endpoint), (_, subject) -> subject.with(ready, Optional.empty()));
  }

  /// The status with what is to be told now; what it told before while nobody has looked.
  AIMEndpointStatus tell(AIMEndpoint endpoint, AIMEndpointStatus status) {
    var live = told.get(ResourceID.fromResource(endpoint));
    var now = live == null ? LiveStatus.of(Optional.ofNullable(endpoint.getStatus())) : live;
    return status.live(now.scaling(), now.metrics());
  }

  private void forget(ResourceID id) {
    subjects.remove(id);
    told.remove(id);
    reader.forget(id);
    scaler.forget(id);
    figures.forget(id);
  }

  /// One look at everybody; ends when all have answered or their time is over.
  private void sweep() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      subjects.forEach((id, subject) ->
          threads.execute(() -> {
            try {
              look(id, subject);
            } catch (RuntimeException e) {
              LOG.warn("{} was not looked at", id, e);
            }
          }));
    }
  }

  private void look(ResourceID id, Subject subject) {
    var now = clock.instant();
    var pages = reader.read(id, subject, now);
    var load = Load.of(pages);
    figures.show(id, load);
    var decision = subject.scaling().flatMap(wish -> scale(id, wish, pages, now));
    if (subject.scaling().isPresent() && decision.isEmpty()) {
      return; // nothing was decided: what was told holds
    }
    var before = told.getOrDefault(id, LiveStatus.of(Optional.empty()));
    var after = before.then(load, decision, now);
    if (!after.equals(before)) {
      told.put(id, after);
      changed.propagateEvent(id);
    }
  }

  private Optional<Decision> scale(ResourceID id, Wish wish, List<Comparison> pages, Instant now) {
    var samples = pages.stream().flatMap(page -> sample(page.reading()).stream()).toList();
    var look = new Look(id, wish.scaling(), wish.current(), wish.room().getAsInt(), samples);
    var decision = scaler.look(look, now);
    // the API server tells us soon; until then it must not be decided again
    decision
        .map(Decision::replicas)
        .filter(replicas -> replicas != wish.current())
        .map(replicas -> Optional.of(new Wish(wish.scaling(), replicas, wish.room())))
        .ifPresent(next ->
            subjects.computeIfPresent(
                id,
                (_, seen) ->
                    seen.scaling().filter(wish::equals).isPresent()
                        ? seen.with(seen.ready(), next)
                        : seen));
    return decision;
  }

  /// A page without the number of running requests is no engine's.
  private static Optional<Sample> sample(LiveReading reading) {
    return reading
        .running()
        .map(running ->
            new Sample(
                running,
                reading.waiting().orElse(0.0),
                optional(reading.kvUse()),
                optional(reading.recentTimeToFirstToken().map(Latency::p95)),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
