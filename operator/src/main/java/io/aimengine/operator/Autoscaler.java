package io.aimengine.operator;

import io.aimengine.api.v1alpha1.AIMEndpoint;
import io.aimengine.catalog.EngineVersion;
import io.aimengine.metrics.LiveReading;
import io.aimengine.scale.Decision;
import io.aimengine.scale.History;
import io.aimengine.scale.Policy;
import io.aimengine.scale.Sample;
import io.aimengine.scale.Scaler;
import io.aimengine.spec.Scaling;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/// The default scaler: looks at the engines of endpoints that want to be scaled, lets core decide,
/// and turns the one knob there is, the endpoint's scale. What it remembers is only how long a wish
/// has held: after a restart it looks for a whole delay again before it changes anything.
final class Autoscaler {
  private final EnginePages pages;
  private final Knob knob;
  private final Map<ResourceID, Memory> memories = new ConcurrentHashMap<>();

  /// Sets `spec.replicas` through the scale subresource.
  interface Knob {
    void turn(AIMEndpoint endpoint, int replicas);
  }

  /// What is known of an endpoint beside its object: how it wants to be scaled, how many further
  /// replicas find GPUs, which engine serves it, and its ready pods.
  record Look(
      AIMEndpoint endpoint,
      Scaling scaling,
      int current,
      int room,
      EngineVersion engine,
      List<Pod> ready) {}

  /// The last decision, and the last page of each pod with its time.
  private record Memory(Decision decision, Map<String, Page> pages) {}

  private record Page(Instant at, String text) {}

  Autoscaler(EnginePages pages, Knob knob) {
    this.pages = pages;
    this.knob = knob;
  }

  /// One look; turns the knob where core wants another number.
  Decision look(Look look, Instant now) {
    var id = ResourceID.fromResource(look.endpoint());
    var before = Optional.ofNullable(memories.get(id));
    var history = before.map(m -> m.decision().history()).orElseGet(() -> History.begin(now));
    var seen = new ConcurrentHashMap<String, Page>();
    var samples = new ArrayList<Sample>();
    for (var pod : look.ready()) {
      var earlier = before.map(Memory::pages).map(all -> all.get(pod.getMetadata().getName()));
      sample(look.engine(), pod, earlier, now, seen).ifPresent(samples::add);
    }
    var decision =
        Scaler.decide(
            Policy.of(look.scaling()), look.current(), look.room(), samples, history, now);
    memories.put(id, new Memory(decision, seen));
    if (decision.replicas() != look.current()) {
      knob.turn(look.endpoint(), decision.replicas());
    }
    return decision;
  }

  /// What was decided last, for the endpoint's status.
  Optional<Decision> last(AIMEndpoint endpoint) {
    return Optional.ofNullable(memories.get(ResourceID.fromResource(endpoint)))
        .map(Memory::decision);
  }

  void forget(ResourceID endpoint) {
    memories.remove(endpoint);
  }

  private Optional<Sample> sample(
      EngineVersion engine, Pod pod, Optional<Page> earlier, Instant now, Map<String, Page> seen) {
    return pages
        .page(pod, engine.probe().metrics())
        .flatMap(text -> {
          seen.put(pod.getMetadata().getName(), new Page(now, text));
          var first = earlier.orElse(new Page(now, text));
          var seconds = Duration.between(first.at(), now).toMillis() / 1000.0;
          return sample(LiveReading.between(engine.metrics(), first.text(), text, seconds));
        });
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
                optional(reading.recentTimeToFirstToken().map(ttft -> ttft.p95())),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty()));
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }
}
