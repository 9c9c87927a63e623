package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.Fleet.Place;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// A request with one replica. `tried` are the replicas that earlier attempts went to.
final class Attempt implements Dispatch {
  private final Traffic traffic;
  private final Endpoint endpoint;
  private final Asked asked;
  private final Place place;
  private final Replica replica;
  private final Breaker.Trial trial;
  private final Set<String> tried;
  private final Optional<Copy> copy;
  private final AtomicBoolean over = new AtomicBoolean();
  private boolean working = true;

  Attempt(
      Traffic traffic,
      Endpoint endpoint,
      Asked asked,
      Place place,
      Replica replica,
      Breaker.Trial trial,
      Set<String> tried,
      Optional<Copy> copy) {
    this.traffic = traffic;
    this.endpoint = endpoint;
    this.asked = asked;
    this.place = place;
    this.replica = replica;
    this.trial = trial;
    this.tried = tried;
    this.copy = copy;
  }

  Asked asked() {
    return asked;
  }

  Place place() {
    return place;
  }

  Breaker.Trial trial() {
    return trial;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public Variant variant() {
    return place.variant();
  }

  @Override
  public Replica replica() {
    return replica;
  }

  @Override
  public String model() {
    return asked.adapter().orElse(place.variant().model());
  }

  @Override
  public int cachedBytes() {
    return place.cachedBytes();
  }

  @Override
  public Optional<Copy> copy() {
    return copy;
  }

  @Override
  public void answering() {
    traffic.answering(this);
  }

  /// What of the prompt has to be computed, in bytes.
  int work() {
    return asked.prefix().totalBytes() - place.cachedBytes();
  }

  /// True the first time. Guarded by the endpoint's lock.
  boolean stopWorking() {
    var was = working;
    working = false;
    return was;
  }

  @Override
  public Optional<Dispatch> retry(Outcome outcome, long now) {
    if (!over.compareAndSet(false, true)) {
      return Optional.empty();
    }
    if (!outcome.isWorthAnother()) {
      traffic.ended(this, outcome, now);
      return Optional.empty();
    }
    var all = new HashSet<>(tried);
    all.add(replica.id());
    return traffic.retried(this, outcome, all, now);
  }

  @Override
  public void end(Outcome outcome, long now) {
    if (over.compareAndSet(false, true)) {
      traffic.ended(this, outcome, now);
    }
  }
}
