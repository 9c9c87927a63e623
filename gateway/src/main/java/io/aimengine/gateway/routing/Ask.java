package io.aimengine.gateway.routing;

import java.util.Optional;

/// What the router must know of one request. `model` is the name that the client asked for, an
/// alias or an adapter too; `session` and `engine` are the values of those headers; `replica` is
/// the one that alone can answer (it made the response that the request continues). `seed` is any
/// number of the request's own, for choices that no session and no prefix makes.
public record Ask(
    String model,
    Prefix prefix,
    Optional<String> session,
    Optional<String> engine,
    Optional<String> replica,
    long seed) {

  public static Ask of(String model, Prefix prefix, long seed) {
    return new Ask(model, prefix, Optional.empty(), Optional.empty(), Optional.empty(), seed);
  }

  public Ask session(String value) {
    return new Ask(model, prefix, Optional.of(value), engine, replica, seed);
  }

  public Ask engine(String value) {
    return new Ask(model, prefix, session, Optional.of(value), replica, seed);
  }

  public Ask replica(String id) {
    return new Ask(model, prefix, session, engine, Optional.of(id), seed);
  }

  Ask model(String other) {
    return new Ask(other, prefix, session, engine, replica, seed);
  }

  /// What stays the same over a session or a conversation, so that its requests stay together.
  long home() {
    return session.map(Hash64::of).orElse(prefix.isEmpty() ? Hash64.mix(seed) : prefix.home());
  }
}
