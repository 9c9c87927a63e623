package io.aimengine.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Which URLs are asked: https, and plain http only to this machine or when the user allows it.
record UrlPolicy(Http plainHttp) {

  /// Whether plain http may leave this machine.
  enum Http {
    LOOPBACK_ONLY,
    ANYWHERE
  }

  static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException _) {
      throw new StoreException(
          StoreCode.BAD_REQUEST, "'" + text.replaceAll("\\?.*", "") + "' is no URL", "check it");
    }
  }

  URI check(URI uri) {
    var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw refused(uri, "is no http(s) URL with a host", "write https://host/path");
    }
    if (uri.getRawUserInfo() != null) {
      throw refused(uri, "carries credentials, which end up in logs", "leave them out");
    }
    if (scheme.equals("http") && plainHttp == Http.LOOPBACK_ONLY && !loopback(uri.getHost())) {
      throw refused(uri, "is plain http to another machine", "use https, or set AIM_ALLOW_HTTP=1");
    }
    return uri;
  }

  private static boolean loopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  /// A URL as it may be shown: signed ones carry their secret in the query.
  static String shown(URI uri) {
    var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
  }

  /// The same for an artifact's URI of any scheme.
  static String shown(String artifact) {
    return artifact.startsWith("http") ? artifact.replaceAll("[?#].*", "") : artifact;
  }

  private static StoreException refused(URI uri, String why, String hint) {
    return new StoreException(StoreCode.BAD_REQUEST, shown(uri) + " " + why, hint);
  }
}
