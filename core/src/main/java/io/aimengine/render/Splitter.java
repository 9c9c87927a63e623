package io.aimengine.render;

/// Who divides requests between two releases of an endpoint.
public enum Splitter {
  /// The weights of its HTTPRoute.
  HTTP_ROUTE("HTTPRoute"),
  /// Our gateway, by what the endpoint's status says.
  GATEWAY("Gateway"),
  /// Nobody: one Service sends every replica its part, so their numbers decide.
  REPLICAS("Replicas");

  private final String id;

  Splitter(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }
}
