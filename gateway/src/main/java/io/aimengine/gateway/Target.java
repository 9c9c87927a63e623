package io.aimengine.gateway;

import io.aimengine.gateway.wire.ResponseIds;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/// Where a request goes at its engine. `stored` is the response that it is about, for those that
/// carry no model of their own.
record Target(Operation operation, HttpMethod method, String path, Optional<String> stored) {
  private static final String STORED = Operation.RESPONSES.path() + "/";
  private static final String CANCEL = "/cancel";

  static Target of(Operation operation) {
    return new Target(operation, HttpMethod.POST, operation.path(), Optional.empty());
  }

  /// `GET` and `DELETE /v1/responses/{id}`, `POST /v1/responses/{id}/cancel`.
  static Optional<Target> stored(HttpMethod method, String path) {
    if (!path.startsWith(STORED)) {
      return Optional.empty();
    }
    var rest = path.substring(STORED.length());
    var cancels = rest.endsWith(CANCEL);
    var id = cancels ? rest.substring(0, rest.length() - CANCEL.length()) : rest;
    var allowed =
        cancels
            ? method.equals(HttpMethod.POST)
            : method.equals(HttpMethod.GET) || method.equals(HttpMethod.DELETE);
    return allowed && ResponseIds.isId(id)
        ? Optional.of(new Target(Operation.RESPONSES, method, path, Optional.of(id)))
        : Optional.empty();
  }
}
