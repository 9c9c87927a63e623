package io.aimengine.gateway;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/// What Vert.x has no word for.
final class Connections {
  private Connections() {}

  /// Closes at once, whatever is still to be written: `HttpConnection.close` waits until the other
  /// side has taken it, which a client that takes nothing never does.
  static void abort(HttpConnection connection) {
    if (connection instanceof ConnectionBase base) {
      var _ = base.channelHandlerContext().close();
    } else {
      connection.close();
    }
  }
}
