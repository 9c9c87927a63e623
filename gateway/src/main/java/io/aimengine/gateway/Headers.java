package io.aimengine.gateway;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which headers go through. To engines only those that mean something to them, so that no client
/// can claim to be somebody, or speak to our engine's proxy; back to clients all but those of one
/// connection.
final class Headers {
  static final String REQUEST_ID = "x-request-id";

  private static final List<String> TO_ENGINE =
      List.of(
          "content-type",
          "accept",
          "user-agent",
          "traceparent",
          "tracestate",
          "baggage",
          "openai-beta",
          "anthropic-version",
          "anthropic-beta");

  private static final Set<String> ONE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length");

  private Headers() {}

  static void toEngine(MultiMap from, MultiMap to) {
    for (var name : TO_ENGINE) {
      var value = from.get(name);
      if (value != null) {
        to.set(name, value);
      }
    }
  }

  static void toClient(MultiMap from, MultiMap to) {
    for (var header : from) {
      if (!ONE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }

  /// Whether a client's id for its request may be passed on and logged.
  static boolean isRequestId(@org.jspecify.annotations.Nullable String value) {
    return value != null
        && !value.isEmpty()
        && value.length() <= 128
        && value.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
  }
}
