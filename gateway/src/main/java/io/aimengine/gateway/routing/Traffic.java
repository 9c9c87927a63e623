package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.Admission.Held;
import io.aimengine.gateway.routing.Admission.Reason;
import io.aimengine.gateway.routing.Admission.Refused;
import io.aimengine.gateway.routing.Admission.Sent;
import io.aimengine.gateway.routing.Fleet.Place;
import io.aimengine.gateway.routing.HoldQueue.Settled;
import io.aimengine.gateway.routing.HoldQueue.Waiting;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Everything alive about one endpoint: its replicas, what is on its way, what waits. One lock
/// guards it all, so that the bounds hold exactly whatever threads ask; waiters are told outside
/// it.
final class Traffic {
  private final Fleet fleet = new Fleet();
  private final HoldQueue queue = new HoldQueue();
  private final RetryBudget retries = new RetryBudget();
  private final Forecast forecast = new Forecast();
  private Endpoint endpoint;
  private int outstanding;
  private long sent;
  private long retried;
  private long refused;
  private long promptBytes;
  private long cachedBytes;
  private long idleSince;

  Traffic(Endpoint endpoint, long now) {
    this.endpoint = endpoint;
    this.idleSince = now;
    fleet.update(endpoint);
  }

  /// The replicas of now; those who waited for one are served.
  void update(Endpoint now, long time) {
    List<Settled> settled;
    synchronized (this) {
      endpoint = now;
      fleet.update(now);
      if (hasReplica(now.variants())) {
        forecast.started(time);
      }
      settled = serveHeld(time);
    }
    settled.forEach(Settled::tell);
  }

  /// The endpoint is gone.
  void close(long now) {
    List<Settled> settled;
    synchronized (this) {
      var gone = new Refused(Reason.MODEL_NOT_FOUND, "the endpoint was removed", Duration.ZERO);
      settled = queue.settle(any -> Optional.of(gone));
    }
    settled.forEach(Settled::tell);
  }

  synchronized Admission ask(Asked asked, long now, Waiter waiter) {
    var ask = asked.ask();
    var order = VariantChoice.order(endpoint.variants(), ask.engine(), ask.home());
    if (order.isEmpty() && ask.engine().isPresent()) {
      return refuse(Reason.ENGINE_NOT_FOUND, noEngine(ask.engine().get()), Duration.ZERO);
    }
    if (ask.replica().isPresent()
        && fleet.pinned(endpoint, ask.replica().get(), asked.prefix()).isEmpty()) {
      return refuse(Reason.REPLICA_GONE, "the replica that made it is gone", Duration.ZERO);
    }
    return askNow(asked, now).orElseGet(() -> hold(asked, order, now, waiter));
  }

  /// Only if it can be sent at once.
  synchronized Optional<Admission> askNow(Asked asked, long now) {
    var ask = asked.ask();
    var order = VariantChoice.order(endpoint.variants(), ask.engine(), ask.home());
    return queue.isEmpty()
        ? place(asked, order, Set.of(), now)
            .map(place -> new Sent(send(asked, place, Set.of(), now)))
        : Optional.empty();
  }

  private Admission hold(Asked asked, List<Variant> order, long now, Waiter waiter) {
    var limits = endpoint.limits();
    var replica = hasReplica(order);
    if (!replica && !endpoint.startable()) {
      return refuse(
          Reason.NO_REPLICA, endpoint.id() + " has no replica", forecast.untilStarted(now));
    }
    if (!replica) {
      forecast.woken(now);
    }
    var wait = replica ? forecast.untilPlace(queue.size()) : forecast.untilStarted(now);
    if (wait.compareTo(limits.hold()) > 0) {
      return refuse(Reason.TOO_LONG, "it would take " + wait.toSeconds() + " s", wait);
    }
    if (queue.size() >= limits.held()) {
      return refuse(Reason.QUEUE_FULL, queue.size() + " requests wait already", wait);
    }
    return new Held(new QueuePlace(this, queue.add(asked, waiter, now + limits.hold().toNanos())));
  }

  private Refused refuse(Reason reason, String message, Duration retryAfter) {
    refused++;
    return new Refused(reason, message, retryAfter);
  }

  private String noEngine(String wanted) {
    var engines = endpoint.variants().stream().map(Variant::engine).distinct().sorted().toList();
    return "no engine `" + wanted + "` serves it; there is " + String.join(", ", engines);
  }

  /// Empty when the endpoint has all it may have at once, or no replica is left.
  private Optional<Place> place(Asked asked, List<Variant> order, Set<String> tried, long now) {
    if (outstanding >= endpoint.limits().concurrent()) {
      return Optional.empty();
    }
    var pinned = asked.ask().replica();
    return pinned.isPresent()
        ? fleet.pinned(endpoint, pinned.get(), asked.prefix())
        : fleet.find(order, asked, tried, endpoint.policy(), now);
  }

  private Attempt send(Asked asked, Place place, Set<String> tried, long now) {
    outstanding++;
    sent++;
    retries.earn();
    promptBytes += asked.prefix().totalBytes();
    cachedBytes += place.cachedBytes();
    var trial = place.seat().sent(asked.prefix(), now);
    return new Attempt(
        this, endpoint, asked, place, place.seat().replica(), trial, tried, copy(asked));
  }

  private Optional<Dispatch.Copy> copy(Asked asked) {
    return endpoint
        .mirror()
        .filter(mirror -> VariantChoice.isMirrored(mirror, asked.ask().home()))
        .flatMap(mirror ->
            endpoint.variants().stream().filter(v -> v.name().equals(mirror.variant())).findFirst())
        .flatMap(variant ->
            fleet
                .find(List.of(variant), asked, Set.of(), endpoint.policy(), idleSince)
                .map(place -> new Dispatch.Copy(place.seat().replica(), variant.model())));
  }

  /// Called by an attempt, once.
  void ended(Attempt attempt, Outcome outcome, long now) {
    List<Settled> settled;
    synchronized (this) {
      close(attempt, outcome, now);
      settled = serveHeld(now);
    }
    settled.forEach(Settled::tell);
  }

  /// Called by an attempt, once: frees its place and takes another one.
  Optional<Dispatch> retried(Attempt attempt, Outcome outcome, Set<String> tried, long now) {
    Optional<Dispatch> next = Optional.empty();
    List<Settled> settled;
    synchronized (this) {
      close(attempt, outcome, now);
      var ask = attempt.asked().ask();
      var order = VariantChoice.order(endpoint.variants(), ask.engine(), ask.home());
      var place =
          ask.replica().isPresent()
              ? Optional.<Place>empty()
              : place(attempt.asked(), order, tried, now);
      if (place.isPresent() && retries.spend()) {
        retried++;
        next = Optional.of(send(attempt.asked(), place.get(), tried, now));
      }
      settled = serveHeld(now);
    }
    settled.forEach(Settled::tell);
    return next;
  }

  private void close(Attempt attempt, Outcome outcome, long now) {
    outstanding--;
    idleSince = now;
    forecast.ended(now);
    var seat = attempt.place().seat();
    seat.ended(attempt.trial(), outcome, now);
    if (outcome.isFailure()) {
      Outliers.judge(seat, fleet.seats(), now);
    }
  }

  private List<Settled> serveHeld(long now) {
    if (queue.isEmpty()) {
      return List.of();
    }
    return queue.settle(waiting -> {
      var ask = waiting.asked().ask();
      var order = VariantChoice.order(endpoint.variants(), ask.engine(), ask.home());
      return place(waiting.asked(), order, Set.of(), now)
          .map(place -> new Sent(send(waiting.asked(), place, Set.of(), now)));
    });
  }

  synchronized boolean giveUp(Waiting waiting) {
    return queue.remove(waiting);
  }

  synchronized void observe(String replica, EngineLoad load) {
    fleet.seat(replica).ifPresent(seat -> seat.observe(load));
  }

  synchronized void startTakes(Duration time) {
    forecast.startTakes(time);
  }

  synchronized Duration untilStarted(long now) {
    return forecast.untilStarted(now);
  }

  /// Whether requests wait and no replica is there for them.
  synchronized boolean wantsReplica() {
    return !queue.isEmpty() && !hasReplica(endpoint.variants());
  }

  private boolean hasReplica(List<Variant> variants) {
    return variants.stream()
        .flatMap(variant -> variant.replicas().stream())
        .anyMatch(replica -> replica.state() == Replica.State.READY);
  }

  synchronized EndpointFigures figures(long now) {
    var replicas =
        fleet.seats().stream()
            .map(seat -> figures(seat, now))
            .sorted(Comparator.comparing(EndpointFigures.ReplicaFigures::replica))
            .toList();
    return new EndpointFigures(
        endpoint.id(),
        outstanding,
        queue.size(),
        sent,
        retried,
        refused,
        promptBytes,
        cachedBytes,
        idleSince,
        replicas);
  }

  private static EndpointFigures.ReplicaFigures figures(Seat seat, long now) {
    return new EndpointFigures.ReplicaFigures(
        seat.replica().id(),
        seat.outstanding(),
        seat.breaker.state(now).name().toLowerCase(Locale.ROOT),
        seat.engine());
  }
}
