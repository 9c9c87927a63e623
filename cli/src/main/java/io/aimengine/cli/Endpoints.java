package io.aimengine.cli;

import io.aimengine.api.Nearest;
import io.aimengine.local.run.EndpointStatus;

/// Looks endpoints of this machine up by name.
final class Endpoints {
  private Endpoints() {}

  static EndpointStatus known(App app, String name) {
    return app.runtime()
        .status(name)
        .orElseThrow(() -> {
          var names = app.runtime().list().stream().map(EndpointStatus::name).toList();
          return new CommandFailure(
              Exit.USAGE,
              "endpoint.unknown",
              "no endpoint '" + name + "' on this machine",
              Nearest.of(name, names)
                  .map(near -> "Did you mean " + near + "?")
                  .orElse(
                      names.isEmpty()
                          ? "Nothing runs here."
                          : "There are: " + String.join(", ", names)));
        });
  }
}
