package io.aimengine.gateway.wire;

import java.util.Optional;
import java.util.Set;

/// Tokens of one request as the engine counts them; `cached` of the prompt's came from its prefix
/// cache.
public record TokenUsage(long prompt, long completion, long cached) {
  private static final Set<String> EVENT = Set.of("choices", "usage", "response");
  private static final Set<String> COUNTS =
      Set.of(
          "prompt_tokens",
          "completion_tokens",
          "prompt_tokens_details",
          "input_tokens",
          "output_tokens",
          "input_tokens_details",
          "cached_tokens",
          "cache_read_input_tokens");

  /// Usage found in an event; `alone` when the event carries nothing else.
  record Told(TokenUsage usage, boolean alone) {}

  /// From a whole response body; empty when it tells none.
  public static Optional<TokenUsage> ofBody(byte[] json, int length) {
    return told(json, new Span(0, length)).map(Told::usage);
  }

  static Optional<Told> ofEvent(byte[] bytes, int start, int end) {
    return told(bytes, object(bytes, start, end));
  }

  /// The JSON object in an event, empty if there is none.
  static Span object(byte[] bytes, int start, int end) {
    var brace = start;
    while (brace < end && bytes[brace] != '{') {
      brace++;
    }
    var last = end;
    while (last > brace && bytes[last - 1] != '}') {
      last--;
    }
    return new Span(brace, last);
  }

  private static Optional<Told> told(byte[] bytes, Span object) {
    try {
      var fields = JsonScan.fields(bytes, object, EVENT);
      var response = fields.get("response");
      if (response != null && JsonScan.isKind(bytes, response, '{')) {
        return told(bytes, response).map(told -> new Told(told.usage(), false));
      }
      var usage = fields.get("usage");
      if (usage == null || !JsonScan.isKind(bytes, usage, '{')) {
        return Optional.empty();
      }
      var choices = fields.get("choices");
      return Optional.of(new Told(read(bytes, usage), choices != null && isEmpty(bytes, choices)));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private static boolean isEmpty(byte[] bytes, Span array) {
    return JsonScan.isKind(bytes, array, '[') && JsonScan.elements(bytes, array, 1).isEmpty();
  }

  private static TokenUsage read(byte[] bytes, Span usage) {
    var counts = JsonScan.fields(bytes, usage, COUNTS);
    var details =
        Optional.ofNullable(counts.get("prompt_tokens_details"))
            .or(() -> Optional.ofNullable(counts.get("input_tokens_details")))
            .filter(span -> JsonScan.isKind(bytes, span, '{'));
    var cached =
        details
            .map(span -> JsonScan.fields(bytes, span, COUNTS).get("cached_tokens"))
            .or(() -> Optional.ofNullable(counts.get("cache_read_input_tokens")));
    return new TokenUsage(
        number(bytes, counts.get("prompt_tokens"), counts.get("input_tokens")),
        number(bytes, counts.get("completion_tokens"), counts.get("output_tokens")),
        cached.map(span -> number(bytes, span, null)).orElse(0L));
  }

  static long number(
      byte[] bytes,
      @org.jspecify.annotations.Nullable Span one,
      @org.jspecify.annotations.Nullable Span other) {
    var span = one == null ? other : one;
    var value = 0L;
    for (var i = span == null ? 0 : span.start(); span != null && i < span.end(); i++) {
      if (bytes[i] < '0' || bytes[i] > '9' || value > Integer.MAX_VALUE) {
        return 0;
      }
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }
}
