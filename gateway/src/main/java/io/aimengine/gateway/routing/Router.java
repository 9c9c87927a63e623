package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.Admission.Reason;
import io.aimengine.gateway.routing.Admission.Refused;
import io.aimengine.gateway.routing.Routes.Destination;
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

  /// `wake` is told of an endpoint for which a request waits and that has no replica: once for each
  /// such request, so it must be cheap and not mind being told again.
  public Router(Consumer<Endpoint> wake) {
    this.wake = wake;
  }

  /// Takes over other routes; requests under way are not touched.
  public synchronized void update(Routes routes, long now) {
    var before = view;
    var traffic = new HashMap<String, Traffic>();
    for (var endpoint : routes.endpoints()) {
      var known = before.traffic().get(endpoint.id());
      traffic.put(endpoint.id(), known == null ? new Traffic(endpoint, now) : known);
    }
    view = new View(routes, Map.copyOf(traffic));
    routes.endpoints().forEach(endpoint -> view.of(endpoint).update(endpoint, now));
    before
        .traffic()
        .forEach((id, gone) -> {
          if (!traffic.containsKey(id)) {
            gone.close(now);
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
    var first = ask(current, found.get(), ask, now, waiter);
    return first instanceof Refused refused && refused.reason().status() == 503
        ? fallback(current, found.get(), ask, now).orElse(refused)
        : first;
  }

  private Admission ask(View current, Destination to, Ask ask, long now, Waiter waiter) {
    var traffic = current.of(to.endpoint());
    var admission = traffic.ask(Asked.of(ask, to.adapter()), now, waiter);
    if (admission instanceof Admission.Held && traffic.wantsReplica()) {
      wake.accept(to.endpoint());
    }
    return admission;
  }

  /// The first of the other models that serves it now.
  private Optional<Admission> fallback(View current, Destination from, Ask ask, long now) {
    for (var model : from.endpoint().fallbacks()) {
      var other = current.routes().find(model);
      if (other.isPresent()) {
        var admission =
            current
                .of(other.get().endpoint())
                .askNow(Asked.of(ask.model(model), other.get().adapter()), now);
        if (admission.isPresent()) {
          return admission;
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
