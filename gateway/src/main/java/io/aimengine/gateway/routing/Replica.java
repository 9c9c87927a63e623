package io.aimengine.gateway.routing;

/// One running engine. `id` is its own over its whole life (a pod's name, or `host:port`); a
/// draining one finishes what it has and gets nothing new.
public record Replica(String id, String host, int port, State state) {

  /// Whether new requests may be sent to it.
  public enum State {
    READY,
    DRAINING
  }

  public static Replica ready(String id, String host, int port) {
    return new Replica(id, host, port, State.READY);
  }

  public Replica draining() {
    return new Replica(id, host, port, State.DRAINING);
  }
}
