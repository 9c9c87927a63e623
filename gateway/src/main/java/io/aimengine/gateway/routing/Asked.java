package io.aimengine.gateway.routing;

import io.aimengine.gateway.routing.Crowd.Stickiness;
import java.util.Optional;

/// A request at the endpoint that its model name led to.
record Asked(Ask ask, Optional<String> adapter, Prefix prefix) {

  static Asked of(Ask ask, Optional<String> adapter) {
    return new Asked(ask, adapter, adapter.map(ask.prefix()::under).orElse(ask.prefix()));
  }

  Stickiness stickiness() {
    return ask.session().isPresent() || prefix.continues() ? Stickiness.HOME : Stickiness.NONE;
  }
}
