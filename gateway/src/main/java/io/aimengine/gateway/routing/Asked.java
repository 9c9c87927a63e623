package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.Crowd.Stickiness;
import io.aimengine.gateway.routing.Routes.Destination;
import java.util.List;
import java.util.Optional;

/// A request at the endpoint that its model name led to; `fallbacks` are the models that are left
/// to ask instead.
record Asked(Ask ask, Optional<String> adapter, Prefix prefix, List<String> fallbacks) {

  /// Instead of a request that could not be served; it may come there only once.
  interface Fallback {
    Optional<Dispatch> instead(Asked failed, long now);
  }

  static Asked of(Ask ask, Destination to) {
    return of(ask, to, to.endpoint().fallbacks());
  }

  static Asked of(Ask ask, Destination to, List<String> fallbacks) {
    var prefix = to.adapter().map(ask.prefix()::under).orElse(ask.prefix());
    return new Asked(ask, to.adapter(), prefix, fallbacks);
  }

  boolean isPinned() {
    return ask.replica().isPresent();
  }

  /// A conversation that continues has a home, as a session has.
  Stickiness stickiness() {
    return ask.session().isPresent() || prefix.continues() ? Stickiness.HOME : Stickiness.NONE;
  }
}
