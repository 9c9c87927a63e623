package io.aimengine.store;

import java.net.URI;
import java.util.Map;

/// A token and the one origin that may see it.
final class Bearer implements Credentials {
  private final URI origin;
  private final String token;

  Bearer(URI origin, String token) {
    this.origin = origin;
    this.token = token;
  }

  @Override
  public Map<String, String> headers(String method, URI uri) {
    return sameOrigin(origin, uri) ? Map.of("Authorization", "Bearer " + token) : Map.of();
  }

  /// Scheme, host and port must all be the same.
  static boolean sameOrigin(URI one, URI other) {
    return one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
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
