package io.aimengine.embedded.http;

import java.io.IOException;

/// Answers the requests of one path.
interface Endpoint {

  /// @throws RefusedException for a request that cannot be served
  /// @throws IOException when the client has gone
  void answer(Exchange exchange) throws IOException, InterruptedException;
}
