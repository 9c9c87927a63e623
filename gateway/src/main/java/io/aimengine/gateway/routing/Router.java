package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.Admission.Reason;
import io.aimengine.gateway.routing.Admission.Refused;
import io.aimengine.gateway.routing.Admission.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Decides where each request goes. Any thread may call it; nothing here blocks, reads a clock or
/// does I/O: `now` is the caller's monotonic clock in nanoseconds, the same one everywhere.
public final class Router {
  private final Consumer<Endpoint> wake;
  private volatile View view = new View(Routes.NONE, Map.of());

  /// The routes of one moment and the traffic of each endpoint in them, by id.
  private record View(Routes routes, Map<String, Traffic> traffic) {
    Traffic of(Endpoint endpoint) {
      return java.util.Objects.requireNonNull(traffic.get(endpoint.id()));
    }
  }

  /// `wake` is told of an endpoint that a request found without a replica: once for each such
  /// request, so it must be cheap and not mind being told again.
  public Router(Consumer<Endpoint> wake) {
    this.wake = wake;
  }

  /// Takes over other routes; requests under way are not touched.
  public synchronized void update(Routes routes, long now) {
    var before = view;
    var traffic = new HashMap<String, Traffic>();
    for (var endpoint : routes.endpoints()) {
      var known = before.traffic().get(endpoint.id());
      traffic.put(endpoint.id(), known == null ? new Traffic(endpoint, this::instead, now) : known);
    }
    view = new View(routes, Map.copyOf(traffic));
    routes.endpoints().forEach(endpoint -> view.of(endpoint).update(endpoint, now));
    before
        .traffic()
        .forEach((id, gone) -> {
          if (!traffic.containsKey(id)) {
            gone.close();
          }
        });
  }

  public Routes routes() {
    return view.routes();
  }

  /// What becomes of a request. `waiter` is told later if it is held.
  public Admission ask(Ask ask, long now, Waiter waiter) {
    var current = view;
    var found = current.routes().find(ask.model());
    if (found.isEmpty()) {
      return new Refused(
          Reason.MODEL_NOT_FOUND, "The model `" + ask.model() + "` does not exist.", Duration.ZERO);
    }
    var asked = Asked.of(ask, found.get());
    var traffic = current.of(found.get().endpoint());
    var admission = traffic.ask(asked, now, waiter);
    if (!(admission instanceof Sent) && traffic.wantsStart()) {
      wake.accept(found.get().endpoint());
    }
    return admission instanceof Refused refused && refused.reason().status() == 503
        ? instead(asked, now).<Admission>map(Sent::new).orElse(refused)
        : admission;
  }

  /// The first of the other models that serves it now.
  private Optional<Dispatch> instead(Asked asked, long now) {
    var current = view;
    var left = asked.fallbacks();
    for (var i = 0; i < left.size(); i++) {
      var other = current.routes().find(left.get(i));
      if (other.isPresent()) {
        var ask = asked.ask().model(left.get(i));
        var there = Asked.of(ask, other.get(), left.subList(i + 1, left.size()));
        var dispatch = current.of(other.get().endpoint()).sendNow(there, now);
        if (dispatch.isPresent()) {
          return dispatch;
        }
      }
    }
    return Optional.empty();
  }

  /// What a replica's engine tells of itself.
  public void observe(String endpoint, String replica, EngineLoad load) {
    Optional.ofNullable(view.traffic().get(endpoint)).ifPresent(t -> t.observe(replica, load));
  }

  /// How long a start of this endpoint takes, from somebody who knows.
  public void startTakes(String endpoint, Duration time) {
    Optional.ofNullable(view.traffic().get(endpoint)).ifPresent(t -> t.startTakes(time));
  }

  /// Of all endpoints, sorted by id.
  public List<EndpointFigures> figures(long now) {
    var current = view;
    var all = new ArrayList<EndpointFigures>();
    current.routes().endpoints().forEach(e -> all.add(current.of(e).figures(now)));
    return all;
  }
}
