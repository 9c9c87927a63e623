package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.Admission.Held;
import io.aimengine.gateway.routing.Admission.Reason;
import io.aimengine.gateway.routing.Admission.Refused;
import io.aimengine.gateway.routing.Admission.Sent;
import io.aimengine.gateway.routing.Asked.Fallback;
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
  private final Fallback fallback;
  private Endpoint endpoint;
  private State state = State.OPEN;
  private int outstanding;
  private long sent;
  private long retried;
  private long refused;
  private long promptBytes;
  private long cachedBytes;
  private long idleSince;

  private enum State {
    OPEN,
    CLOSED
  }

  Traffic(Endpoint endpoint, Fallback fallback, long now) {
    this.endpoint = endpoint;
    this.fallback = fallback;
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

  private static Refused gone() {
    return new Refused(Reason.MODEL_NOT_FOUND, "the endpoint was removed", Duration.ZERO);
  }

  /// The endpoint is gone.
  void close() {
    List<Settled> settled;
    synchronized (this) {
      state = State.CLOSED;
      settled = queue.settle(any -> Optional.of(gone()));
    }
    settled.forEach(Settled::tell);
  }

  synchronized Admission ask(Asked asked, long now, Waiter waiter) {
    if (state == State.CLOSED) {
      return gone();
    }
    var ask = asked.ask();
    var order = order(ask);
    if (order.isEmpty() && ask.engine().isPresent()) {
      return refuse(Reason.ENGINE_NOT_FOUND, noEngine(ask.engine().get()), Duration.ZERO);
    }
    if (ask.replica().isPresent()
        && fleet.pinned(endpoint, ask.replica().get(), asked.prefix()).isEmpty()) {
      return refuse(Reason.REPLICA_GONE, "the replica that made it is gone", Duration.ZERO);
    }
    return sendNow(asked, now)
        .<Admission>map(Sent::new)
        .orElseGet(() -> hold(asked, order, now, waiter));
  }

  private List<Variant> order(Ask ask) {
    return VariantChoice.order(endpoint.variants(), ask.engine(), ask.home());
  }

  /// Only if it can be sent at once.
  synchronized Optional<Dispatch> sendNow(Asked asked, long now) {
    return state == State.OPEN && queue.isEmpty()
        ? place(asked, Set.of(), now).map(place -> send(asked, place, Set.of(), now))
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
  private Optional<Place> place(Asked asked, Set<String> tried, long now) {
    if (outstanding >= endpoint.limits().concurrent()) {
      return Optional.empty();
    }
    var pinned = asked.ask().replica();
    return pinned.isPresent()
        ? fleet.pinned(endpoint, pinned.get(), asked.prefix())
        : fleet.find(order(asked.ask()), asked, tried, endpoint.policy(), now);
  }

  private Attempt send(Asked asked, Place place, Set<String> tried, long now) {
    outstanding++;
    sent++;
    retries.earn();
    promptBytes += asked.prefix().totalBytes();
    cachedBytes += place.cachedBytes();
    var work = asked.prefix().totalBytes() - place.cachedBytes();
    var trial = place.seat().sent(asked.prefix(), work, now);
    return new Attempt(
        this, endpoint, asked, place, place.seat().replica(), trial, tried, copy(asked, now));
  }

  private Optional<Dispatch.Copy> copy(Asked asked, long now) {
    return endpoint
        .mirror()
        .filter(mirror -> VariantChoice.isMirrored(mirror, asked.ask().home()))
        .flatMap(mirror ->
            endpoint.variants().stream().filter(v -> v.name().equals(mirror.variant())).findFirst())
        .flatMap(variant ->
            fleet
                .find(List.of(variant), asked, Set.of(), endpoint.policy(), now)
                .map(place -> new Dispatch.Copy(place.seat().replica(), variant.model())));
  }

  synchronized void answering(Attempt attempt) {
    if (attempt.stopWorking()) {
      attempt.place().seat().worked(attempt.work());
    }
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

  /// Called by an attempt, once: frees its place and finds another replica, or another model's.
  Optional<Dispatch> retried(Attempt attempt, Outcome outcome, Set<String> tried, long now) {
    Optional<Dispatch> next;
    List<Settled> settled;
    boolean mayFallBack;
    synchronized (this) {
      close(attempt, outcome, now);
      next = other(attempt.asked(), tried, now);
      mayFallBack = next.isEmpty() && !attempt.asked().isPinned() && retries.spend();
      settled = serveHeld(now);
    }
    settled.forEach(Settled::tell);
    return mayFallBack ? fallback.instead(attempt.asked(), now) : next;
  }

  private Optional<Dispatch> other(Asked asked, Set<String> tried, long now) {
    var place = asked.isPinned() ? Optional.<Place>empty() : place(asked, tried, now);
    if (place.isEmpty() || !retries.spend()) {
      return Optional.empty();
    }
    retried++;
    return Optional.of(send(asked, place.get(), tried, now));
  }

  private void close(Attempt attempt, Outcome outcome, long now) {
    outstanding--;
    idleSince = now;
    forecast.ended(now);
    answering(attempt);
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
      var asked = waiting.asked();
      return place(asked, Set.of(), now).map(place -> new Sent(send(asked, place, Set.of(), now)));
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

  /// Whether it has no replica and somebody could start one.
  synchronized boolean wantsStart() {
    return endpoint.startable() && !hasReplica(endpoint.variants());
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
