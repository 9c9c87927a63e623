package io.aimengine.gateway.wire;

import java.util.Optional;
import java.util.Set;

/// The id of a stored response, by which a later request may continue, fetch or cancel it.
public final class ResponseIds {
  private ResponseIds() {}

  /// Of a whole answer.
  public static Optional<String> ofBody(byte[] json, int length) {
    return of(json, new Span(0, length));
  }

  /// Of the first event of a stream, `response.created`.
  static Optional<String> ofEvent(byte[] bytes, int start, int end) {
    var object = TokenUsage.object(bytes, start, end);
    try {
      var response = JsonScan.fields(bytes, object, Set.of("response")).get("response");
      return response == null ? Optional.empty() : of(bytes, response);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> of(byte[] bytes, Span object) {
    try {
      var id = JsonScan.fields(bytes, object, Set.of("id")).get("id");
      return id == null ? Optional.empty() : Optional.of(JsonText.decode(bytes, id, "id"));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  /// Whether a client may ask for it: what engines make, and nothing that could be a path.
  public static boolean isId(String text) {
    return !text.isEmpty()
        && text.length() <= 128
        && text.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-'));
  }
}
