package io.aimengine.gateway.keys;

/// Tokens set aside for a request until it is known what it used.
public interface Reservation {
  /// The request is over and used `tokens`; a second call changes nothing.
  void settle(long tokens, long now);
}
