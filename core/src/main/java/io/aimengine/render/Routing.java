package io.aimengine.render;

/// The Gateway that endpoints are reached through from outside, and under which path: `path` is a
/// template of JSONPath pieces over the endpoint, `/{.metadata.namespace}/{.metadata.name}`.
/// `timeoutSeconds` is of a whole request, 0 for none.
public record Routing(String gatewayNamespace, String gateway, String path, int timeoutSeconds) {
  public static final String PATH = "/{.metadata.namespace}/{.metadata.name}";

  public Routing {
    if (gateway.isBlank() || timeoutSeconds < 0) {
      throw new IllegalArgumentException("a gateway has a name, a timeout is not negative");
    }
  }

  /// `namespace/name`, or a name in the endpoint's own namespace.
  public static Routing to(String reference) {
    var slash = reference.indexOf('/');
    return new Routing(
        slash < 0 ? "" : reference.substring(0, slash), reference.substring(slash + 1), PATH, 0);
  }

  public Routing path(String template) {
    return new Routing(gatewayNamespace, gateway, template, timeoutSeconds);
  }
}
