package io.aimengine.operator;

import io.aimengine.scale.Decision;
import io.aimengine.scale.History;
import io.aimengine.scale.Policy;
import io.aimengine.scale.Sample;
import io.aimengine.scale.Scaler;
import io.aimengine.spec.Scaling;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The default scaler: lets core decide from what the engines of an endpoint tell, and turns the
/// one knob there is, the endpoint's scale. What it remembers is only how long a wish has held:
/// after a restart it looks for a whole delay again before it changes anything.
final class Autoscaler {
  private static final Logger LOG = LoggerFactory.getLogger(Autoscaler.class);

  private final Knob knob;
  private final Map<ResourceID, History> histories = new ConcurrentHashMap<>();

  /// Sets `spec.replicas` through the scale subresource.
  interface Knob {
    void turn(ResourceID endpoint, int replicas);
  }

  /// How an endpoint wants to be scaled, how many replicas are wanted now, for how many further
  /// ones there are GPUs, and what those that answer tell.
  record Look(ResourceID endpoint, Scaling scaling, int current, int room, List<Sample> samples) {}

  Autoscaler(Knob knob) {
    this.knob = knob;
  }

  /// One look; turns the knob where core wants another number. Empty when the API server refuses
  /// it: the next look tries again.
  Optional<Decision> look(Look look, Instant now) {
    var id = look.endpoint();
    var history = histories.getOrDefault(id, History.begin(now));
    var decision =
        Scaler.decide(
            Policy.of(look.scaling()), look.current(), look.room(), look.samples(), history, now);
    histories.put(id, decision.history());
    if (decision.replicas() != look.current()) {
      try {
        knob.turn(id, decision.replicas());
      } catch (KubernetesClientException e) {
        LOG.warn("{} was not scaled to {}", id, decision.replicas(), e);
        return Optional.empty();
      }
    }
    return Optional.of(decision);
  }

  void forget(ResourceID endpoint) {
    histories.remove(endpoint);
  }
}
