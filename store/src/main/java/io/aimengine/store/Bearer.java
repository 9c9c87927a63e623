package io.aimengine.store;

import java.net.URI;

/// A token and the one origin that may see it.
final class Bearer {
  private final URI origin;
  private final String token;

  Bearer(URI origin, String token) {
    this.origin = origin;
    this.token = token;
  }

  String header() {
    return "Bearer " + token;
  }

  /// Scheme, host and port must all be those of the origin.
  boolean mayGoTo(URI uri) {
    return origin.getScheme().equalsIgnoreCase(uri.getScheme())
        && origin.getHost().equalsIgnoreCase(uri.getHost())
        && port(origin) == port(uri);
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }

  @Override
  public String toString() {
    return "Bearer ***";
  }
}
